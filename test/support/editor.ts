import type { Locator, Page } from 'playwright-core';

interface Point {
  x: number;
  y: number;
}

/** Node-RED's editor, used with the mouse and the keyboard. */
export class Editor {
  constructor(private readonly page: Page) {}

  /** Drags a node from the palette to a point, relative to the workspace. */
  async addNode(type: string, at: Point): Promise<Locator> {
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    const nodes = this.page.locator('#red-ui-workspace-chart .red-ui-flow-node-group');
    const before = await nodes.count();
    await this.drag(await center(entry), await this.inWorkspace(at));
    const id = await nodes.nth(before).getAttribute('id');
    return this.page.locator(`[id="${id ?? ''}"]`);
  }

  /**
   * Opens a node's dialog: selects the node and presses Enter. A double click needs two clicks within 650 ms,
   * which a busy machine may miss.
   */
  async open(node: Locator): Promise<void> {
    await node.locator('rect.red-ui-flow-node').click();
    await this.page.locator('#red-ui-workspace-chart').focus();
    await this.page.keyboard.press('Enter');
    await this.settled();
  }

  /** Presses a button, given by its selector, that opens a dialog over the open one. */
  async openOver(button: string): Promise<void> {
    const below = await this.page.locator('.red-ui-tray').last().elementHandle();
    await this.page.locator(button).click();
    await below.waitForElementState('hidden');
    await this.settled();
  }

  /** Resolves when a dialog is open and stands still. A click on a moving button may miss it. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => {
      const top = [...document.querySelectorAll('.red-ui-tray')].at(-1);
      return top && getComputedStyle(top).right === '0px' && top.getAnimations().length === 0;
    });
  }

  /** Closes the top dialog with Done. */
  async done(): Promise<void> {
    await this.leave('ok');
  }

  /** Closes the top dialog with Cancel. */
  async cancel(): Promise<void> {
    await this.leave('cancel');
  }

  /** Draws a wire from the first output of one node to the input of another. */
  async wire(from: Locator, to: Locator): Promise<void> {
    const output = from.locator('.red-ui-flow-port-output .red-ui-flow-port');
    const input = to.locator('.red-ui-flow-port-input .red-ui-flow-port');
    await this.drag(await center(output), await center(input));
    await this.page.locator('.red-ui-flow-link').first().waitFor({ state: 'attached' });
  }

  /** Deploys, and waits until Node-RED confirms it. */
  async deploy(): Promise<void> {
    // Pressing the button disables it at once.
    const answer = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    await (await answer).finished();
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Shows the debug sidebar, once the editor has loaded: the last thing that it does is to show its first sidebar. */
  async showDebug(): Promise<void> {
    await this.page.locator('.red-ui-header-toolbar').waitFor();
    await this.page.evaluate("RED.actions.invoke('core:show-debug-tab')");
  }

  private async leave(button: 'ok' | 'cancel'): Promise<void> {
    await this.settled();
    const dialogs = this.page.locator('.red-ui-tray');
    const top = dialogs.last();
    const leaving = await top.elementHandle();
    await top.locator(`.red-ui-tray-toolbar [id$='-dialog-${button}']`).click();
    await leaving.waitForElementState('hidden');
    if ((await dialogs.count()) > 0) await this.settled();
  }

  private async inWorkspace({ x, y }: Point): Promise<Point> {
    const box = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (!box) throw new Error('The workspace is not shown');
    return { x: box.x + x, y: box.y + y };
  }

  private async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 12 });
    await mouse.up();
  }
}

async function center(element: Locator): Promise<Point> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error('The element is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
