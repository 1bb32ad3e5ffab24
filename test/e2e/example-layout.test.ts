import assert from 'node:assert/strict';
import { readExample, readPackagedExample } from '../../scripts/demo/example';
import { describeInEditors } from '../support/editor-session';
import { exampleNames } from '../support/examples';
import type { FlowNode } from '../support/node-red-process';
import { ROOT } from '../support/root';

/** In German, the longest reason why an appliance with an ordinary name cannot be reached. */
const STATUS = 'Verbindung getrennt: appliance.example.net:8000 hat nicht innerhalb von 10 s geantwortet';
/** An alert node puts the number of its alarms before that text. */
const ALERT_STATUS = `Alarme: 1000 · ${STATUS}`;

/** Other nodes of the examples that show a status. */
const WITH_STATUS = [
  ...['http request', 'udp out', 'e-mail', 'mqtt in', 'mqtt out', 'file', 'csv'],
  ...['delay', 'trigger', 'influxdb batch', 'postgrestor'],
];

interface Box {
  what: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

describeInEditors('the examples in the editor', { flows: allExamples }, (session) => {
  for (const name of exampleNames()) {
    for (const tab of readPackagedExample(ROOT, name).filter(({ type }) => type === 'tab')) {
      it(`${name}: nothing on "${String(tab.label)}" overlaps, even with the longest statuses`, async () => {
        const boxes = await boxesOf(tab.id);
        const overlaps = boxes.flatMap((box, index) =>
          boxes
            .slice(index + 1)
            .filter((other) => overlap(box, other))
            .map((other) => `${box.what} and ${other.what}`),
        );
        await session.screenshot(`layout-${name}`);
        assert.deepEqual(overlaps, []);
      });
    }
  }

  /** The boxes of a flow's nodes and statuses, all of them made visible. */
  async function boxesOf(tab: string): Promise<Box[]> {
    const { page } = session;
    await page.setViewportSize({ width: 2200, height: 2000 });
    await page.evaluate(`RED.workspaces.show(${JSON.stringify(tab)})`);
    await page.evaluate(`RED.nodes.eachNode((node) => {
      const shows = node.type.startsWith('activelogic-') || ${JSON.stringify(WITH_STATUS)}.includes(node.type)
        || (node.type === 'debug' && node.tostatus);
      if (node.z !== ${JSON.stringify(tab)} || !shows) return;
      const text = node.type === 'activelogic-alert' ? ${JSON.stringify(ALERT_STATUS)} : ${JSON.stringify(STATUS)};
      node.status = { fill: 'red', shape: 'ring', text };
      node.dirtyStatus = true;
      node.dirty = true;
    }); RED.view.redraw(true);`);
    // It draws with the next frame. Until then it shows the tab before.
    await page.evaluate(
      'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))',
    );
    const nodes = page.locator('#red-ui-workspace-chart .red-ui-flow-node-group');
    assert.equal(await nodes.count(), readFlow(tab).length);
    return nodes.evaluateAll((elements) =>
      elements.flatMap((element) => {
        const label = element.querySelector('.red-ui-flow-node-label')?.textContent ?? '';
        return ['.red-ui-flow-node', '.red-ui-flow-node-status-group'].flatMap((selector) => {
          const { left, top, right, bottom } =
            element.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          const what = selector.endsWith('group') ? `the status of "${label}"` : `"${label}"`;
          return right > left ? [{ what, left, top, right, bottom }] : [];
        });
      }),
    );
  }
});

/** All examples as disabled flows, so that the only statuses are the test's. */
function allExamples(url: string): FlowNode[] {
  const port = Number(new URL(url).port);
  return exampleNames()
    .flatMap((name) => readExample(ROOT, name, port, port, port))
    .map((node) => (node.type === 'tab' ? { ...node, disabled: true } : node));
}

function readFlow(tab: string): FlowNode[] {
  return exampleNames().flatMap((name) =>
    // An appliance of one flow alone is in it, but nowhere to be seen.
    readPackagedExample(ROOT, name).filter(({ z, x }) => z === tab && x !== undefined),
  );
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
