import assert from 'node:assert/strict';
import { readPackagedExample } from '../../scripts/demo/example';
import { readManifest } from '../../scripts/demo/package';
import { type Browser, startChromium } from '../support/chromium';
import { COMMUNITY_FOLDERS } from '../support/community-nodes';
import { installCompatOrSkip } from '../support/compat';
import { Editor } from '../support/editor';
import { exampleNames } from '../support/examples';
import { importExample } from '../support/import-dialog';
import { type FlowNode, NodeRed, OWN_NODE_RED } from '../support/node-red-process';
import { ROOT } from '../support/root';

/** A desktop's window, with palette and sidebar as they are when the editor is opened for the first time. */
const DESKTOP = { width: 1920, height: 1080 };

/** A node as the editor has drawn it, px from the corner of its flow. */
interface Drawn {
  name: string;
  type: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The left edges of the nodes that it is wired to. */
  after: number[];
}

/** The editor's own, as far as it is asked. */
interface EditorNode {
  id: string;
  type: string;
  z?: string;
  name?: string;
  valid?: boolean;
  validationErrors?: string[];
  x: number;
  y: number;
  w: number;
  h: number;
}
declare const RED: {
  nodes: {
    eachNode: (each: (node: EditorNode) => void) => void;
    eachConfig: (each: (node: EditorNode) => void) => void;
    filterNodes: (filter: { z: string }) => EditorNode[];
    filterLinks: (filter: { source: EditorNode }) => { target: EditorNode }[];
  };
  workspaces: { show: (id: string) => void };
};

describe('an example that is imported in the editor', function () {
  this.timeout(180_000);
  let browser: Browser;
  let nodeRed: NodeRed;

  before(async function () {
    browser = await startChromium(this);
    for (const folder of COMMUNITY_FOLDERS) await installCompatOrSkip(this, folder);
    const examples = exampleNames().flatMap((name) => readPackagedExample(ROOT, name));
    nodeRed = await NodeRed.start([], OWN_NODE_RED, { later: examples });
    await browser.page.setViewportSize(DESKTOP);
    await browser.page.goto(nodeRed.url);
    await browser.page.locator('.red-ui-palette-node').first().waitFor();
  });
  after(async () => {
    await (browser as Browser | undefined)?.context.close();
    await (nodeRed as NodeRed | undefined)?.stop();
  });

  for (const name of exampleNames()) {
    const nodes = readPackagedExample(ROOT, name);

    it(`needs nothing but a deploy: ${name}`, async () => {
      await importExample(browser.page, readManifest(ROOT).name, name);
      const ids = nodes.filter(({ type }) => type !== 'tab').map(({ id }) => id);
      const page = browser.page;
      const imported = await page.waitForFunction((wanted) => {
        const all: EditorNode[] = [];
        RED.nodes.eachNode((node) => void all.push(node));
        RED.nodes.eachConfig((node) => void all.push(node));
        const found = all.filter(({ id }) => wanted.includes(id));
        return found.length < wanted.length
          ? undefined
          : found.map(({ id, type, valid, validationErrors }): [string, string] => [
              id,
              valid === false ? `${type}: ${validationErrors?.join() ?? ''}` : type,
            ]);
      }, ids);
      assert.deepEqual(
        Object.fromEntries((await imported.jsonValue()) ?? []),
        Object.fromEntries(nodes.filter(({ type }) => type !== 'tab').map(({ id, type }) => [id, type])),
      );
      const said = await page.locator('.red-ui-notification').allInnerTexts();
      assert.deepEqual(
        said.filter((text) => !text.startsWith('Imported:')),
        [],
      );
    });

    it(`reads from left to right without scrolling: ${name}`, async () => {
      for (const { id, label } of nodes.filter(({ type }) => type === 'tab')) {
        const drawn = await draw(id);
        const width = await browser.page
          .locator('#red-ui-workspace-chart')
          .evaluate((chart) => chart.clientWidth);
        for (const node of drawn) {
          const where = `${node.type} ${node.name} of ${String(label)}`;
          assert.ok(node.left >= 0 && node.right <= width, `${where} ends at ${node.right} of ${width} px`);
          // The one way back is that of a signal which is to wait once more.
          if (node.type !== 'delay')
            assert.ok(
              node.after.every((left) => left > node.right),
              `${where} is not left of what it is wired to`,
            );
          const upon = drawn.filter((other) => other !== node && overlap(other, node));
          assert.deepEqual(
            upon.map((other) => other.name),
            [],
            `${where} lies upon another node`,
          );
        }
      }
    });
  }

  it('is deployed with all the others', async () => {
    await new Editor(browser.page).deploy();
    const deployed = await nodeRed.get<FlowNode[]>('flows');
    const ids = new Set(deployed.map(({ id }) => id));
    for (const name of exampleNames()) {
      for (const { id, type } of readPackagedExample(ROOT, name)) assert.ok(ids.has(id), `${name}: ${type}`);
    }
    assert.deepEqual(browser.complaints, []);
  });

  /** The nodes of a flow as they are when it is shown. */
  async function draw(tab: string): Promise<Drawn[]> {
    await browser.page.evaluate((z) => {
      RED.workspaces.show(z);
    }, tab);
    await browser.page.waitForFunction((z) => {
      const nodes = RED.nodes.filterNodes({ z });
      return nodes.length > 0 && nodes.every(({ w }) => w > 0);
    }, tab);
    return browser.page.evaluate((z) => {
      return RED.nodes.filterNodes({ z }).map((node) => ({
        name: node.name ?? '',
        type: node.type,
        left: node.x - node.w / 2,
        right: node.x + node.w / 2,
        top: node.y - node.h / 2,
        bottom: node.y + node.h / 2,
        after: RED.nodes.filterLinks({ source: node }).map(({ target }) => target.x - target.w / 2),
      }));
    }, tab);
  }
});

function overlap(a: Drawn, b: Drawn): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
