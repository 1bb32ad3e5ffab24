import assert from 'node:assert/strict';
import { describeInEditors } from '../support/editor-session';
import type { FlowNode } from '../support/node-red-process';

const HOSTS = 12;

/** A liveview node in front of an alert node. */
function flows(url: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'Flow 1' },
    { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url },
    {
      id: 'live',
      type: 'activelogic-liveview',
      z: 'tab',
      x: 200,
      y: 80,
      appliance: 'lab',
      distributions: [{ name: 'Local Host' }],
      wires: [['alert']],
    },
    {
      id: 'alert',
      type: 'activelogic-alert',
      z: 'tab',
      x: 200,
      y: 160,
      conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 0 }],
      wires: [[]],
    },
  ];
}

// The simulator's traffic stands still, so the test can count what the form must show.
describeInEditors(
  'what an alert would do now',
  { simulator: { hosts: HOSTS, interval: 0 }, flows },
  (session) => {
    const now = async (words: string): Promise<void> => {
      const line = session.page.locator('#activelogic-alert-now');
      await line.filter({ hasText: words }).waitFor();
    };
    const raise = (level: number | string): Promise<void> =>
      session.page.locator('#activelogic-alert-conditions [data-field="raise"]').fill(String(level));

    /** Each host's inbound bandwidth, largest first. */
    function inbound(): number[] {
      const view = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
      const { columns, rows } = session.simulator.snapshot(view);
      const at = columns.indexOf('inbound_bps');
      return rows.map((row) => Number(row[at])).sort((a, b) => b - a);
    }

    beforeEach(async () => {
      await session.editor.open(session.page.locator('[id="alert"]'));
    });

    afterEach(() => session.editor.cancel());

    it('is a line of the form that counts the items beyond the threshold', async () => {
      const values = inbound();
      assert.equal(values.length, HOSTS);
      await now(`Now: ${values.filter((value) => value > 0).length} of 12 items are beyond the threshold.`);
      await session.screenshot('alert-now');
    });

    it('follows the form', async () => {
      const [, second = NaN, third = NaN] = inbound();
      assert(second > third);
      await raise((second + third) / 2);
      await now('Now: 2 of 12 items are beyond the threshold.');
      await raise(1e15);
      await now('Now: 0 of 12 items are beyond');
    });

    it('says for how many items the answer is not known yet', async () => {
      await session.page.locator('#activelogic-alert-conditions [data-field="measure"]').selectOption('rate');
      await now('Now: 0 of 12 items are beyond the threshold; 12 cannot be judged.');
      // A rate is known only after some updates at a steady pace.
      const ticks = setInterval(() => {
        session.simulator.tick();
      }, 300);
      await now('of 12 items are beyond the threshold.').finally(() => {
        clearInterval(ticks);
      });
    });

    it('says nothing about an invalid rule', async () => {
      await now('Now: ');
      await raise('many');
      await session.page.waitForFunction(
        () => document.getElementById('activelogic-alert-now')?.textContent === '',
      );
    });

    it('holds the connection as long as the form is open', async () => {
      await now('Now: ');
      assert.equal(session.simulator.openViews().length, 1);
      await session.editor.cancel();
      // The liveview node has the same view, so its connection stays.
      await session.simulator.waitForViews(1);
      await session.editor.open(session.page.locator('[id="alert"]'));
    });

    it('says with which status a proxy refuses, and that Node-RED does not answer when a page comes instead', async () => {
      const { page, browser } = session;
      await page.route('**/preview', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }));
      await raise(2);
      await now('The current values are unknown: Node-RED could not do this (HTTP status 502).');
      for (const body of ['<html>\nLog in\n</html>\n', '']) {
        await page.unroute('**/preview');
        await page.route('**/preview', (route) => route.fulfill({ contentType: 'text/html', body }));
        await raise(body.length + 3);
        await now('The current values are unknown: Node-RED does not answer.');
      }
      await page.unroute('**/preview');
      const [failed = '', ...others] = browser.complaints.splice(0);
      assert.match(failed, /status of 502/);
      assert.deepEqual(others, []);
    });

    it('says why the count is not known', async () => {
      await now('Now: ');
      await session.simulator.stop();
      await raise(1);
      await now('The current values are unknown: ');
    });
  },
);
