import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors, EMPTY } from '../support/editor-session';
import type { FlowNode } from '../support/node-red-process';

/** A node of each type with every possible problem. */
function flows(): FlowNode[] {
  const place = (y: number): object => ({ z: 'tab', x: 240, y, wires: [[]] });
  return [
    EMPTY,
    {
      id: 'lab',
      type: 'activelogic-appliance',
      url: 'http://localhost/view',
      maxPayload: 0.0001,
      heartbeat: 'often',
      reconnectMin: 9,
      reconnectMax: 3,
    },
    {
      ...place(60),
      id: 'live',
      type: 'activelogic-liveview',
      appliance: '',
      distributions: [{ name: 'Service' }, { name: '' }],
      filters: [{ mode: 'include', name: 'Host', values: [] }],
      columns: ['inbound_bps', 5],
      limit: -3,
      interval: 'soon',
      wires: [['alert']],
    },
    {
      ...place(140),
      id: 'alert',
      type: 'activelogic-alert',
      conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 5, clear: 8 }],
      raiseFor: -1.5,
      level: '0',
      remind: -1,
    },
    { ...place(220), id: 'distribution', type: 'activelogic-distribution', appliance: '', distribution: '' },
    {
      ...place(300),
      id: 'filter',
      type: 'activelogic-filter',
      appliance: '',
      filter: ' ',
      mode: 'some',
      values: [
        { v: 'a', vt: 'str' },
        { v: 'x', vt: 'num' },
        { v: 'a[', vt: 'msg' },
      ],
    },
    { ...place(380), id: 'catalog', type: 'activelogic-catalog', appliance: 'gone' },
  ];
}

/** The problem texts under the fields of each form. */
const WORDS: Readonly<Record<string, RegExp[]>> = {
  live: [
    /^No appliance is selected/,
    /^Level 2, Name must be a name, but is ""/,
    /^Filter 1, Values must have at least one value/,
    /^Column 2 must be a name, but is 5/,
    /^At most must be a number of at least 0, but is -3/,
    /^Interval must be a number of at least 0, but is "soon"/,
  ],
  alert: [
    /^Condition 1: the threshold to clear at \(8\) must not be above the threshold \(5\)/,
    /^level must be leaf, top or the number of a level/,
    /^Raise after must be a number of at least 0, but is -1.5/,
    /^Remind must be a number of at least 0, but is -1/,
  ],
  distribution: [/^Distribution must be a name, but is ""/],
  filter: [
    /^Mode must be one of include, exclude, but is "some"/,
    /^Filter must be a name, but is " "/,
    /^Value 2 must be text, a number or true or false, but is "x"/,
    /^Value 3: msg\.a\[ cannot be read/,
  ],
  catalog: [/^No appliance is selected/],
};

const APPLIANCE_WORDS = [
  /^The URL http:\/\/localhost\/view is not a ws:\/\/ or wss:\/\/ URL/,
  /^Ping every must be a number of at least 0, but is "often"/,
  /^Later reconnects within must be a number of at least 9, but is 3/,
  /^Largest frame must be a number of at least 0.001, but is 0.0001/,
];

describeInEditors('the problems of a node', { flows }, (session) => {
  const node = (id: string): Locator => session.page.locator(`[id="${id}"]`);
  const marks = (): Locator =>
    session.page.locator(
      ".red-ui-tray:last-child .activelogic-mark[data-marker='settings'], .red-ui-tray:last-child .activelogic-picker-row .activelogic-mark",
    );
  const tab = (label: string): Locator => session.page.locator('.red-ui-tab', { hasText: label });

  async function says(expected: readonly RegExp[]): Promise<void> {
    await marks().first().waitFor({ state: 'attached' });
    const said = await marks().allTextContents();
    for (const words of expected)
      assert.equal(
        said.filter((text) => words.test(text.trim())).length,
        1,
        `${words} in ${said.join(' | ')}`,
      );
    assert.equal(said.length, expected.length, said.join(' | '));
  }

  for (const [id, words] of Object.entries(WORDS))
    it(`are shown in the form of ${id}`, async () => {
      const { editor } = session;
      await editor.open(node(id));
      await says(words);
      await session.screenshot(`problems-${id}`);
      await editor.cancel();
    });

  it('of the appliance open the section that hides them', async () => {
    const { page, editor } = session;
    await editor.open(node('catalog'));
    await page.locator('#node-input-appliance').selectOption('lab');
    await editor.openOver('#node-input-btn-appliance-edit');
    await says(APPLIANCE_WORDS);
    assert.ok(await page.locator('#node-config-input-maxPayload').isVisible());
    await session.screenshot('problems-appliance');
    await page.locator('#node-config-input-maxPayload').fill('0.001');
    await says(APPLIANCE_WORDS.slice(0, 3));
    await editor.cancel();
    await editor.cancel();
  });

  it('disappear as soon as you correct the field, with the mark on its tab, and appear as soon as something is wrong', async () => {
    const { page, editor } = session;
    await editor.open(node('live'));
    const wrong = (label: string): Locator => tab(label).locator('.activelogic-tab-wrong');
    for (const label of ['View', 'Columns', 'Output']) await wrong(label).waitFor();
    await tab('Output').locator('a').first().press('Enter');
    const [limit, interval] = [page.locator('#node-input-limit'), page.locator('#node-input-interval')];
    const row = page.locator('.form-row', { has: limit });
    assert.ok(await row.locator('.activelogic-mark').isVisible());
    assert.equal(await limit.getAttribute('aria-invalid'), 'true');
    await session.screenshot('problems-live-output');
    await limit.fill('3');
    await row.locator('.activelogic-mark').waitFor({ state: 'detached' });
    await wrong('Output').waitFor();
    await interval.fill('${SECONDS}');
    await wrong('Output').waitFor({ state: 'detached' });

    await tab('View').locator('a').first().press('Enter');
    const filters = page.locator('.red-ui-editableList', {
      has: page.locator('#activelogic-liveview-filters'),
    });
    const value = filters.locator('.red-ui-typedInput-input').first();
    await value.fill('10.0.0.1');
    await filters.locator('.activelogic-mark').waitFor({ state: 'detached' });
    await filters.getByRole('button', { name: 'Add a value' }).click();
    await filters.getByText('Filter 1, Value 2 must be text').waitFor();
    await session.screenshot('problems-live-view');
    await editor.cancel();
  });

  it('name the missing appliance of the liveview node, and do not say that the liveview node is missing', async () => {
    const { page, editor } = session;
    await editor.open(node('alert'));
    const line = page.locator('#activelogic-alert-knowledge');
    await line.getByText('The liveview node in front of this node has no appliance').waitFor();
    await editor.cancel();
  });
});
