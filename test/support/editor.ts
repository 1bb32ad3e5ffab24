import type { Locator, Page } from 'playwright-core';

interface Point {
  x: number;
  y: number;
}

const MOST_DOUBLE_CLICKS = 3;

/** Node-RED's editor as a user works with it: with the mouse and the keyboard. */
export class Editor {
  constructor(private readonly page: Page) {}

  /** Drags a node from the palette; the point is relative to the workspace. */
  async addNode(type: string, at: Point): Promise<Locator> {
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    const nodes = this.page.locator('#red-ui-workspace-chart .red-ui-flow-node-group');
    const before = await nodes.count();
    await this.#drag(await center(entry), await this.#inWorkspace(at));
    const id = await nodes.nth(before).getAttribute('id');
    return this.page.locator(`[id="${id ?? ''}"]`);
  }

  /** Opens a node's dialog. On a busy machine Node-RED may take a double click for two clicks: then once more. */
  async open(node: Locator): Promise<void> {
    const dialog = this.page.locator('#node-dialog-ok');
    for (let left = MOST_DOUBLE_CLICKS; left > 0; left--) {
      await node.locator('rect.red-ui-flow-node').dblclick();
      try {
        await dialog.waitFor({ timeout: 5000 });
        return;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  /** Resolves when the dialogs have slid to where they stay. */
  async settled(): Promise<void> {
    const dialog = await this.page.locator('.red-ui-tray').last().elementHandle();
    await dialog.waitForElementState('stable');
  }

  /** Leaves the dialog on top with its changes. */
  async done(): Promise<void> {
    await this.#leave('node-dialog-ok');
  }

  /** Leaves the dialog on top without its changes. */
  async cancel(): Promise<void> {
    await this.#leave('node-dialog-cancel');
  }

  /** Draws a wire from the first output of one node to the input of another. */
  async wire(from: Locator, to: Locator): Promise<void> {
    const output = from.locator('.red-ui-flow-port-output .red-ui-flow-port');
    const input = to.locator('.red-ui-flow-port-input .red-ui-flow-port');
    await this.#drag(await center(output), await center(input));
    await this.page.locator('.red-ui-flow-link').first().waitFor({ state: 'attached' });
  }

  /** Deploys, and waits until Node-RED has said that it did. */
  async deploy(): Promise<void> {
    // The button is disabled as soon as it is pressed.
    const answer = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    await (await answer).finished();
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Shows the messages of debug nodes, by Node-RED's keys for it. */
  async showDebug(): Promise<void> {
    await this.page.locator('#red-ui-workspace-chart').focus();
    await this.page.keyboard.press('Control+g');
    await this.page.keyboard.press('d');
  }

  async #leave(button: string): Promise<void> {
    const dialogs = this.page.locator('.red-ui-tray');
    const before = await dialogs.count();
    await this.page.locator(`#${button}`).click();
    await dialogs.nth(before - 1).waitFor({ state: 'detached' });
  }

  async #inWorkspace({ x, y }: Point): Promise<Point> {
    const box = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (!box) throw new Error('The workspace is not shown');
    return { x: box.x + x, y: box.y + y };
  }

  async #drag(from: Point, to: Point): Promise<void> {
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
