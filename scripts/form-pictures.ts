import path from 'node:path';
import type { Page } from 'playwright-core';
import { Editor } from '../test/support/editor';
import { type FlowNode, NodeRed } from '../test/support/node-red-process';
import { Simulator, type SimulatorOptions } from '../tools/simulator';
import { readExample } from './demo/example';

const EDITOR = { width: 1200, height: 620 };
const PREVIEW = { width: 1100, height: 1000 };
/** All of a long form in view. */
const FORM = { width: 1100, height: 1310 };

/** Takes the pictures of the editor and of forms, which the documents show. */
export async function takeForms(page: Page, root: string, target: string): Promise<void> {
  await withFlow('first-liveview', [], async (flow, url) => {
    const forms = new Forms(page, url, target);
    await forms.takeEditor(flow, 'first-liveview');
    await forms.takePreview(flow, 'preview-light');
    await forms.takeConnectionTest(flow, 'connection-test');
  });
  for (const [example, kind, name] of [
    ['shaping-drop-alerts', 'drops', 'alarms-drops'],
    ['quality-triggers', 'quality', 'alarms-quality'],
  ] as const) {
    await withFlow(example, [{ kind }], (flow, url) => new Forms(page, url, target).takeAlert(flow, name));
  }

  /** Runs an example in a Node-RED of its own. */
  async function withFlow(
    example: string,
    rehearse: SimulatorOptions['rehearse'],
    take: (flow: readonly FlowNode[], url: string) => Promise<void>,
  ): Promise<void> {
    const simulator = new Simulator({ port: 0, rehearse });
    const { port } = new URL(await simulator.start());
    const flow = readExample(root, example, Number(port));
    const nodeRed = await NodeRed.start(flow);
    try {
      await take(flow, nodeRed.url);
    } finally {
      await nodeRed.stop();
      await simulator.stop();
    }
  }
}

/** The editor, with a form of one of its nodes open. */
class Forms {
  private readonly editor: Editor;

  constructor(
    private readonly page: Page,
    private readonly url: string,
    private readonly target: string,
  ) {
    this.editor = new Editor(page);
  }

  /** A flow, and the messages of its debug nodes. */
  async takeEditor(flow: readonly FlowNode[], name: string): Promise<void> {
    await this.show(flow, EDITOR);
    await this.editor.showDebug();
    const message = this.page.locator('.red-ui-debug-msg').first();
    // The list, its first ten items, and the first of these.
    for (let depth = 0; depth < 3; depth++)
      await message.locator('.red-ui-debug-msg-expandable:visible').nth(depth).click();
    await message.evaluate((element) => {
      element.scrollIntoView();
    });
    await this.page.mouse.move(0, 0);
    await this.page.screenshot({ path: path.join(this.target, `${name}.png`) });
    process.stdout.write(`${name}\n`);
  }

  /** A view that is filled in, with its items. */
  async takePreview(flow: readonly FlowNode[], name: string): Promise<void> {
    await this.open(flow, 'activelogic-liveview', PREVIEW);
    const dock = this.page.locator('#activelogic-liveview-preview');
    await dock.getByRole('button', { name: 'Preview' }).click();
    await dock
      .locator('thead th')
      .filter({ hasText: /^inbound/ })
      .getByRole('button')
      .click();
    await dock.locator('thead th[aria-sort="descending"]').waitFor();
    const item = dock.locator('tbody > tr').first();
    await item.getByRole('button').click();
    await dock.locator('tr.activelogic-preview-child').first().waitFor();
    await this.take(name);
  }

  /** An appliance whose connection was tested. */
  async takeConnectionTest(flow: readonly FlowNode[], name: string): Promise<void> {
    await this.open(flow, 'activelogic-liveview');
    await this.page.locator('#node-input-btn-appliance-edit').click();
    await this.page.getByRole('button', { name: 'Test connection' }).click();
    await this.page.locator('.activelogic-test-result[data-tone="success"]').waitFor();
    await this.take(name);
  }

  /** A rule, and what it would do now. */
  async takeAlert(flow: readonly FlowNode[], name: string): Promise<void> {
    await this.open(flow, 'activelogic-alert');
    await this.page.locator('#activelogic-alert-now').filter({ hasText: /^Now/ }).waitFor();
    await this.take(name);
  }

  private async open(flow: readonly FlowNode[], type: string, size = FORM): Promise<void> {
    await this.show(flow, size);
    const node = flow.find((each) => each.type === type);
    if (!node) throw new Error(`The flow has no ${type}`);
    await this.editor.open(this.page.locator(`[id="${node.id}"]`));
    await this.editor.settled();
  }

  private async show(flow: readonly FlowNode[], size: typeof EDITOR): Promise<void> {
    const [tab] = flow;
    await this.page.setViewportSize(size);
    // Changes that are not deployed are given up without a question.
    await this.page.goto('about:blank');
    await this.page.goto(`${this.url}#flow/${tab?.id ?? ''}`, { waitUntil: 'networkidle' });
    await this.page.locator('.red-ui-flow-node-group').first().waitFor();
  }

  /** The dialog on top. */
  private async take(name: string): Promise<void> {
    await this.editor.settled();
    await this.page.mouse.move(0, 0);
    const dialog = this.page.locator('.red-ui-tray').last();
    await dialog.screenshot({ path: path.join(this.target, `${name}.png`) });
    process.stdout.write(`${name}\n`);
  }
}
