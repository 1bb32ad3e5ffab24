import type { Locator, Page } from 'playwright-core';

/** Imports one of a package's examples as a user does: menu → Import → Examples. */
export async function importExample(page: Page, packageName: string, example: string): Promise<void> {
  await page.locator('#red-ui-header-button-sidemenu').click();
  await page.locator('#menu-item-import').click();
  await page.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples').click();
  const examples = page.locator('#red-ui-clipboard-dialog-import-tab-examples');
  // Both lists are there before the editor shows them, for which it takes its time.
  await entry(examples, packageName).dispatchEvent('click');
  await entry(examples, example).dispatchEvent('click');
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await page.locator('.red-ui-clipboard-dialog-box').waitFor({ state: 'hidden' });
}

function entry(examples: Locator, name: string): Locator {
  return examples.locator('.red-ui-treeList-label-text').getByText(name, { exact: true });
}
