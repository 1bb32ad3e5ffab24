import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors } from '../support/editor-session';
import type { FlowNode } from '../support/node-red-process';

/** A liveview node before an alert node, and one of each builder. */
function flows(url: string): FlowNode[] {
  const place = (y: number): object => ({ z: 'tab', name: '', x: 200, y });
  return [
    { id: 'tab', type: 'tab', label: 'Flow 1' },
    { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url },
    {
      ...place(80),
      id: 'live',
      type: 'activelogic-liveview',
      appliance: 'lab',
      distributions: [{ name: 'Local Host' }],
      filters: [{ mode: 'include', name: 'Service', values: ['DNS'] }],
      columns: [],
      wires: [['alert']],
    },
    {
      ...place(140),
      id: 'alert',
      type: 'activelogic-alert',
      conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 5 }],
      level: 'leaf',
      raiseFor: 3,
      clearFor: 3,
      goneFor: 10,
      remind: 0,
      wires: [[]],
    },
    {
      ...place(200),
      id: 'distribution',
      type: 'activelogic-distribution',
      appliance: 'lab',
      distribution: 'Service',
      arg: '',
      wires: [[]],
    },
    {
      ...place(260),
      id: 'filter',
      type: 'activelogic-filter',
      appliance: 'lab',
      mode: 'include',
      filter: 'Service',
      arg: '',
      values: [{ v: 'DNS', vt: 'str' }],
      wires: [[]],
    },
  ];
}

describeInEditors('suggestions', { flows }, (session) => {
  const node = (id: string): Locator => session.page.locator(`[id="${id}"]`);
  const menu = (): Locator => session.page.locator('.activelogic-menu:visible');
  const line = (words: RegExp): Locator => session.page.getByRole('status').filter({ hasText: words });
  const distribution = (): Locator =>
    session.page.locator('#activelogic-liveview-distributions [data-field="name"]').first();
  const property = (id: string, name: string): Promise<unknown> =>
    session.page.evaluate(`RED.nodes.node('${id}')['${name}']`);

  /** Opens a form, and waits for the appliance's names. */
  const open = async (id: string, words = /live from ActiveLogic simulator/): Promise<void> => {
    await session.editor.open(node(id));
    await line(words).waitFor();
  };

  /** What an empty field suggests. */
  const suggested = async (field: Locator): Promise<string[]> => {
    await field.fill('');
    await field.press('ArrowDown');
    await menu().waitFor();
    const names = await menu().getByRole('option').locator('span:first-child').allTextContents();
    await field.press('Escape');
    await menu()
      .waitFor({ state: 'detached' })
      .catch(() => menu().waitFor({ state: 'hidden' }));
    return names;
  };

  afterEach(() => {
    assert.deepEqual(session.browser.complaints, []);
  });

  it('are the names of the selected appliance, in every form', async () => {
    const { page, editor } = session;
    await open('live');
    assert.ok((await suggested(distribution())).includes('Remote Host'));
    const filter = page.locator('#activelogic-liveview-filters');
    const value = filter.locator('.red-ui-typedInput-input').first();
    assert.ok((await suggested(value)).includes('NTP'));
    assert.ok((await suggested(filter.locator('[data-field="name"]'))).includes('Subscriber'));
    await session.screenshot('suggestions-liveview');
    await editor.cancel();

    await open('distribution');
    assert.ok((await suggested(page.locator('#node-input-distribution'))).includes('Remote Host'));
    await editor.cancel();

    await open('filter');
    const values = page.locator('#activelogic-filter-values .red-ui-typedInput-input');
    assert.ok((await suggested(values)).includes('NTP'));
    const name = page.locator('#node-input-filter');
    assert.ok((await suggested(name)).includes('Subscriber'));
    await name.fill('Flags');
    assert.ok((await suggested(page.locator('#node-input-arg'))).includes('ASYMMETRIC'));
    await editor.cancel();

    await open('alert');
    const columns = await suggested(page.locator('[data-field="column"]'));
    assert.ok(columns.includes('in.shapingdrops') && !columns.includes('name'), columns.join(', '));
    await editor.cancel();
    assert.equal(await page.locator('.activelogic-menu').count(), 0, 'menus go with their form');
  });

  it('come from an appliance that is not deployed', async () => {
    const { page, editor, simulator } = session;
    await open('distribution');
    await editor.openOver('#node-input-btn-appliance-add');
    await page.locator('#node-config-input-name').fill('New');
    await page.locator('#node-config-input-url').fill(simulator.url);
    await editor.done();
    await line(/live from/).waitFor();
    assert.equal(await page.locator('#node-input-appliance option:checked').textContent(), 'New');
    assert.ok((await suggested(page.locator('#node-input-distribution'))).includes('Remote Host'));

    await page.locator('#node-input-appliance').selectOption('_ADD_');
    await line(/documented names. No appliance is selected/).waitFor();
    const names = await suggested(page.locator('#node-input-distribution'));
    assert.ok(names.includes('Server Hostname') && !names.includes('Remote Host'), names.join(', '));
    await editor.cancel();
  });

  it('replace the text only when they are highlighted', async () => {
    const { page, editor } = session;
    await open('distribution');
    const name = page.locator('#node-input-distribution');
    await name.fill('host');
    await menu().waitFor();
    assert.equal(await name.getAttribute('aria-expanded'), 'true');
    await name.press('Tab');
    assert.equal(await name.inputValue(), 'host');

    await name.fill('remote');
    await name.press('ArrowDown');
    const active = await name.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`[id="${active ?? ''}"]`).textContent(), 'Remote Host');
    await name.press('Escape');
    assert.equal(await name.inputValue(), 'remote');
    assert.ok(await page.locator('#node-dialog-ok').isVisible(), 'the dialog stays');
    await name.press('ArrowDown');
    await name.press('ArrowDown');
    await name.press('Enter');
    assert.equal(await name.inputValue(), 'Remote Host');
    await name.fill('plan');
    await menu().getByRole('option').first().click();
    assert.equal(await name.inputValue(), 'Plan');
    await editor.cancel();
  });

  it('leave what you type alone, and give a hint', async () => {
    const { page, editor } = session;
    await open('live');
    await distribution().fill('Servise');
    await distribution().press('Tab');
    const hint = page.getByText(
      'ActiveLogic simulator does not know this distribution. Did you mean “Service”?',
    );
    await hint.waitFor();
    const id = (await hint.getAttribute('id')) ?? 'none';
    assert.ok((await distribution().getAttribute('aria-describedby'))?.split(' ').includes(id));
    await distribution().fill('NetObject Level');
    await distribution().press('Tab');
    await page.getByText(/^Needs an argument: path/).waitFor();
    assert.equal(await hint.count(), 0);
    await session.screenshot('suggestions-hint');
    await distribution().fill('Servise');
    await editor.done();
    assert.deepEqual(await property('live', 'distributions'), [{ name: 'Servise' }]);

    await open('live');
    await hint.waitFor();
    await distribution().fill('Local Host');
    await editor.done();

    await open('alert');
    await page.locator('[data-field="column"]').fill('inbound_bps');
    await page.locator('[data-field="column"]').press('Tab');
    await page.getByText(/^The updates of “Local Host.*” do not have this column/).waitFor();
    await editor.cancel();
  });

  it('give a new value the type that its filter expects', async () => {
    const { page, editor } = session;
    await open('live');
    await page.locator('.red-ui-editableList-addButton', { hasText: 'filter' }).click();
    const row = page.getByRole('group', { name: 'Filter 2' });
    await row.locator('[data-field="name"]').fill('Port');
    await row.locator('[data-field="name"]').press('Tab');
    await row.locator('.red-ui-typedInput-input').fill('443');
    await editor.done();
    assert.deepEqual(((await property('live', 'filters')) as unknown[])[1], {
      mode: 'include',
      name: 'Port',
      values: [443],
    });
  });

  it('are columns that you can choose with the keyboard', async () => {
    const { page, editor } = session;
    await open('live');
    await page.locator('.red-ui-tab-label', { hasText: 'Columns' }).click();
    const search = page.getByRole('textbox', { name: 'Search or type a column' });
    const box = (name: RegExp): Locator => page.getByRole('checkbox', { name });
    await search.fill('outbound band');
    await search.press('Enter');
    await search.fill('');
    assert.ok(await box(/^outbound_bps/).isChecked());
    await search.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    assert.ok(await box(/^name/).isChecked());
    await search.fill('own_column');
    await search.press('Enter');
    await search.fill('');
    await page.getByText('3 of 24 chosen').waitFor();
    await page.getByText('ActiveLogic simulator does not know this column').waitFor();
    await session.screenshot('suggestions-columns');
    await editor.done();
    assert.deepEqual(await property('live', 'columns'), ['outbound_bps', 'name', 'own_column']);

    await open('alert');
    assert.deepEqual(await suggested(page.locator('[data-field="column"]')), ['outbound_bps', 'own_column']);
    await editor.cancel();
    await open('live');
    await page.locator('.red-ui-tab-label', { hasText: 'Columns' }).click();
    await page.getByRole('button', { name: 'Clear' }).click();
    await editor.done();
    assert.deepEqual(await property('live', 'columns'), []);
  });

  it('change nothing in a form that you only look at', async () => {
    const { editor } = session;
    await editor.deploy();
    for (const id of ['live', 'distribution', 'filter', 'alert']) {
      await open(id);
      await editor.done();
      assert.notEqual(await property(id, 'changed'), true, id);
    }
  });

  it('are the documented names while a proxy answers instead of Node-RED', async () => {
    const { page, editor } = session;
    for (const body of ['<html>\nLog in\n</html>', 'null', '"busy"']) {
      await page.route('**/catalog', (route) => route.fulfill({ contentType: 'text/html', body }));
      await open('distribution', /documented names. Node-RED does not answer/);
      await editor.cancel();
      await page.unroute('**/catalog');
    }
  });

  it('are the documented names while the appliance cannot be reached', async () => {
    const { page, editor, simulator } = session;
    await open('live');
    await simulator.stop();
    await page.getByRole('button', { name: 'Ask the appliance again' }).click();
    await line(/documented names. .+ refuses the connection/).waitFor();
    const names = await suggested(distribution());
    assert.ok(names.includes('Server Hostname') && !names.includes('Remote Host'), names.join(', '));
    await session.screenshot('suggestions-documented');
    await editor.cancel();
    for (const id of ['distribution', 'filter', 'alert']) {
      await open(id, /documented names. .+ refuses the connection/);
      await editor.cancel();
    }
  });
});
