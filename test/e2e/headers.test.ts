import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describeInEditors, EMPTY } from '../support/editor-session';
import { ScriptedSystem } from '../support/scripted-system';

const SECRET = 'hush-0123456789';

describeInEditors('the headers of an appliance', { flows: () => [EMPTY] }, (session) => {
  let system: ScriptedSystem;
  let rows: Locator;
  let live: Locator;

  before(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
    };
    const { page, editor } = session;
    rows = page.locator('#activelogic-appliance-headers > li');
    live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    await editor.open(live);
    await editor.openOver('#node-input-btn-appliance-add');
    await page.locator('#node-config-input-url').fill(system.url);
  });

  after(async () => {
    await system.stop();
  });

  const field = (row: number, name: string): Locator =>
    rows.nth(row).locator(`input[data-field="${name}"]:visible`);

  async function add(name: string, value: string): Promise<void> {
    const row = await rows.count();
    await session.page.locator('.red-ui-editableList-addButton:visible').click();
    await field(row, 'name').fill(name);
    await field(row, 'value').fill(value);
  }

  /** What the appliance receives for a header when the form tests the connection. */
  async function sent(header: string): Promise<unknown> {
    const before = system.peers.length;
    const button = session.page.getByRole('button', { name: 'Test connection' });
    await button.click();
    await session.page.locator('.activelogic-test-result[data-tone="success"]').waitFor();
    await button.waitFor();
    return system.peers[before]?.request.headers[header];
  }

  function stored(): Record<string, unknown> | undefined {
    const text = readFileSync(path.join(session.nodeRed.userDirectory, 'flows.json'), 'utf8');
    assert.doesNotMatch(text, /hush/);
    return (JSON.parse(text) as Record<string, unknown>[]).find(
      ({ type }) => type === 'activelogic-appliance',
    );
  }

  /** Leaves the appliance's form and the node's form below it. */
  async function leave(): Promise<void> {
    await session.editor.done();
    await session.editor.done();
  }

  async function deploy(): Promise<void> {
    await leave();
    await session.editor.deploy();
  }

  async function reopen(): Promise<void> {
    await session.editor.open(live);
    await session.editor.openOver('#node-input-btn-appliance-edit');
  }

  it('are sent as the form has them, and each problem is shown under its field', async () => {
    const { page } = session;
    await add('Origin', 'https://${HOST_NAME}');
    await field(0, 'value').fill('https://editor.example');
    await add('Host', SECRET);
    await field(1, 'secret').check();
    await page.getByText('the WebSocket handshake sets the header Host itself').waitFor();
    await field(1, 'name').fill('X-Key');
    await page.getByText('the WebSocket handshake sets').waitFor({ state: 'detached' });
    assert.equal(await field(1, 'value').getAttribute('type'), 'password');
    const [nameBox, valueBox] = [await field(1, 'name').boundingBox(), await field(1, 'value').boundingBox()];
    assert.equal(nameBox?.width, valueBox?.width, 'both have room');
    assert.equal(nameBox?.y, valueBox?.y);
    assert.equal(await sent('origin'), 'https://editor.example');
    assert.equal(await sent('x-key'), SECRET);
  });

  it('keep a secret out of the flow and the editor', async () => {
    await deploy();
    assert.deepEqual(stored()?.headers, [
      { name: 'Origin', value: 'https://editor.example' },
      { name: 'X-Key', secret: 'header1' },
    ]);
    await session.page.reload();
    await session.page.locator('#red-ui-workspace-chart .red-ui-flow-node-group').first().waitFor();
    await reopen();
    assert.equal(await field(1, 'value').inputValue(), '__PWRD__');
    assert.equal(await sent('x-key'), SECRET);
    await leave();
    await session.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  });

  it('clear a stored secret that is secret no longer, and ask for a missing one', async () => {
    await reopen();
    await field(1, 'secret').uncheck();
    assert.equal(await field(1, 'value').inputValue(), '');
    await field(1, 'secret').check();
    await session.page.getByText('Header 2, Value must not be empty').waitFor();
    await field(1, 'value').fill(`${SECRET}-2`);
    assert.equal(await sent('x-key'), `${SECRET}-2`);
  });

  it('forget the secret of a removed row', async () => {
    await add('X-Other', `${SECRET}-3`);
    await field(2, 'secret').check();
    await rows.nth(1).locator('.red-ui-editableList-item-remove').click();
    await rows.nth(2).waitFor({ state: 'detached' });
    assert.equal(await sent('x-other'), `${SECRET}-3`);
    assert.equal(await sent('x-key'), undefined);
    await deploy();
    const { id } = stored() ?? {};
    const url = new URL(`credentials/activelogic-appliance/${String(id)}`, session.page.url());
    const known = (await (await fetch(url)).json()) as Record<string, unknown>;
    assert.deepEqual([known.has_header1, known.has_header2], [false, true]);
  });
});
