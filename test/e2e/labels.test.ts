import assert from 'node:assert/strict';
import { describeInEditors, EMPTY } from '../support/editor-session';
import type { FlowNode } from '../support/node-red-process';

const APPLIANCE = { appliance: 'appliance', z: 'tab', wires: [] };

/** A node of each type, without a name and without a version. */
const flows = (url: string): FlowNode[] => [
  EMPTY,
  { id: 'appliance', type: 'activelogic-appliance', url },
  {
    ...APPLIANCE,
    id: 'liveview',
    type: 'activelogic-liveview',
    distributions: [{ name: 'Local Host' }, { name: 'Service' }],
    filters: [{ mode: 'exclude', name: 'Service', values: ['DNS', 'NTP'] }],
    ...{ x: 310, y: 60 },
  },
  {
    ...APPLIANCE,
    id: 'distribution',
    type: 'activelogic-distribution',
    distribution: 'NetObject Level',
    arg: 'PSM/By Location',
    ...{ x: 260, y: 140 },
  },
  {
    ...APPLIANCE,
    id: 'filter',
    type: 'activelogic-filter',
    mode: 'exclude',
    filter: 'Flags',
    arg: 'ASYMMETRIC',
    values: [
      { v: 'true', vt: 'bool' },
      { v: 'wanted', vt: 'msg' },
    ],
    ...{ x: 240, y: 220 },
  },
  { ...APPLIANCE, id: 'catalog', type: 'activelogic-catalog', x: 340, y: 300 },
  {
    id: 'alert',
    type: 'activelogic-alert',
    z: 'tab',
    wires: [],
    conditions: [
      { column: 'inbound_bps', measure: 'percent', of: 'outbound_bps', op: 'gte', raise: 0.5, clear: 0.25 },
      { column: 'outbound_bps', measure: 'value', op: 'gt', raise: 10 },
    ],
    ...{ x: 360, y: 380 },
  },
];

describeInEditors('in the editor, a node without a name', { flows }, (session) => {
  const label = (set: string): Promise<string | null> =>
    session.page.locator(`[id="${set}"] .red-ui-flow-node-label`).textContent();

  it('says what it shows', async () => {
    assert.equal(await label('liveview'), 'Local Host / Service · Service ≠ DNS, NTP');
    assert.equal(await label('distribution'), 'NetObject Level (PSM/By Location)');
    assert.equal(await label('filter'), 'Flags (ASYMMETRIC) ≠ true, msg.wanted');
    assert.equal(await label('alert'), 'inbound_bps % ≥ 0.5 +1');
    assert.equal(await label('catalog'), `catalogue of ${session.simulator.url}`);
    await session.screenshot('labels');
    assert.deepEqual(session.browser.complaints, []);
  });

  it("follows its appliance's name, even when another form changes it", async () => {
    const { page, editor } = session;
    await editor.open(page.locator('[id="liveview"]'));
    await editor.openOver('#node-input-btn-appliance-edit');
    await page.locator('#node-config-input-name').fill('Core');
    await editor.done();
    await editor.done();
    await page.locator('g.red-ui-flow-node-label', { hasText: /^catalogue of Core$/ }).waitFor();
    assert.deepEqual(session.browser.complaints, []);
  });
});
