import type { Locator, Page } from 'playwright-core';
import type { Editor } from './editor';

/** A node on the canvas and its form. */
export class EditedNode {
  constructor(
    private readonly page: Page,
    private readonly editor: Editor,
    readonly id: string,
  ) {}

  /** Opens its form. */
  async open(): Promise<void> {
    await this.editor.open(this.page.locator(`[id="${this.id}"]`));
  }

  async done(): Promise<void> {
    await this.editor.done();
  }

  /** What the editor would deploy for the node, as data: a missing property is missing here as well. */
  async stored(): Promise<Record<string, unknown>> {
    return this.page.evaluate<Record<string, unknown>>(
      `((node) => JSON.parse(JSON.stringify(Object.fromEntries(
        Object.keys(node._def.defaults).map((name) => [name, node[name]])))))(RED.nodes.node(${JSON.stringify(this.id)}))`,
    );
  }

  /** Whether the editor marks it as changed since the last deploy. */
  async changed(): Promise<boolean> {
    return this.page.evaluate<boolean>(`RED.nodes.node(${JSON.stringify(this.id)}).changed === true`);
  }

  /** Undoes the last change of the flow, as Ctrl+Z on the canvas does. */
  async undo(): Promise<void> {
    await this.page.locator('#red-ui-workspace-chart').focus();
    await this.page.keyboard.press('Control+z');
  }
}

/** The rows of an editable list in a form. */
export class FormList {
  constructor(
    private readonly page: Page,
    private readonly at: string,
  ) {}

  /** The row with this number, from 1. */
  row(number: number): Locator {
    return this.page.locator(`${this.at} > li`).nth(number - 1);
  }

  /** A field of a row. */
  field(number: number, name: string): Locator {
    return this.row(number).locator(`[data-field="${name}"]`);
  }

  /** The values of a row. */
  values(number: number): Locator {
    return this.row(number).locator('.red-ui-typedInput-input');
  }

  /** Chooses the type of a value by its name in the menu. */
  async type(number: number, word: string | RegExp): Promise<void> {
    await this.choose(this.row(number).locator('.red-ui-typedInput-type-select'), word);
  }

  /** Chooses true or false as a value. */
  async flag(number: number, word: 'true' | 'false'): Promise<void> {
    await this.choose(this.row(number).locator('.red-ui-typedInput-option-trigger'), word);
  }

  private async choose(menu: Locator, word: string | RegExp): Promise<void> {
    await menu.click();
    const words = this.page.locator('.red-ui-typedInput-options:visible');
    // A menu that is still opening can take the click for another entry.
    await (await words.elementHandle()).waitForElementState('stable');
    await words.getByText(word, { exact: true }).first().click();
    await words.waitFor({ state: 'hidden' });
  }

  async add(): Promise<void> {
    const rows = this.page.locator(`${this.at} > li`);
    const before = await rows.count();
    await this.page
      .locator('.red-ui-editableList', { has: this.page.locator(this.at) })
      .locator('.red-ui-editableList-addButton')
      .click();
    await rows.nth(before).waitFor();
  }

  /** Removes a row. A user can continue before it has faded. */
  async remove(number: number, when: 'when it has gone' | 'at once' = 'when it has gone'): Promise<void> {
    const row = await this.row(number).elementHandle();
    await this.row(number).getByRole('button', { name: 'Remove', exact: true }).click();
    if (when === 'when it has gone') await row.waitForElementState('hidden');
  }

  /** Moves a row with the keys of its handle, or down below the next one with the mouse. */
  async move(number: number, how: 'ArrowUp' | 'ArrowDown' | 'mouse'): Promise<void> {
    const handle = this.row(number).locator('.red-ui-editableList-item-handle');
    if (how !== 'mouse') {
      await handle.press(how);
      return;
    }
    const [from, below] = [await handle.boundingBox(), await this.row(number + 1).boundingBox()];
    if (!from || !below) throw new Error('The rows are not shown');
    const x = from.x + from.width / 2;
    const { mouse } = this.page;
    await mouse.move(x, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(x, from.y + from.height, { steps: 4 });
    await mouse.move(x, below.y + below.height - 2, { steps: 12 });
    await mouse.up();
  }
}
