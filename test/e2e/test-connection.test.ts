import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Simulator } from '../../simulator';
import { CODEC_MODULE, TrafficSystem } from '../codecs/traffic-system';
import { Certificates } from '../support/certificates';
import { describeInEditors } from '../support/editor-session';
import { freePort } from '../support/free-port';
import { ScriptedSystem } from '../support/scripted-system';

describeInEditors('the test of a connection', { modules: [CODEC_MODULE] }, (session) => {
  let result: Locator;
  let steps: Locator;
  let certificates: Certificates;
  const others: { stop(): Promise<void> }[] = [];

  before(async () => {
    certificates = new Certificates();
    const { page, editor } = session;
    result = page.locator('.activelogic-test-result');
    steps = result.locator('.activelogic-steps > li');
    const live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    await editor.open(live);
    await page.locator('#node-input-btn-appliance-add').click();
    await page.locator('#node-config-input-url').waitFor();
  });

  after(async () => {
    for (const other of others) await other.stop();
    certificates.remove();
  });

  /** What the form says of a URL, once it says something for good. */
  async function test(url: string): Promise<string> {
    const { page } = session;
    await page.locator('#node-config-input-url').fill(url);
    const button = page.getByRole('button', { name: 'Test connection' });
    await button.click();
    await result.and(page.locator('[data-tone="success"], [data-tone="error"]')).waitFor();
    await button.waitFor();
    return (await result.locator('p').allTextContents()).join(' ');
  }

  /** The steps by how far they came. */
  async function progress(of: string): Promise<string[]> {
    return steps
      .and(session.page.locator(`[data-progress="${of}"]`))
      .locator('span:first-of-type')
      .allTextContents();
  }

  it('says who answers, what it offers and how long it took, before any deploy', async () => {
    const said = await test(session.simulator.url);
    assert.match(
      said,
      /^Connected to .+, firmware simulated, in \d+ ms \d+ distributions, \d+ filters, \d+ services, \d+ columns/,
    );
    assert.deepEqual(await progress('done'), ['Name', 'Connection', 'Answer', 'Catalogue']);
    await session.screenshot('test-connected');
    await session.simulator.waitForConnections(0);
  });

  it('marks a result as an old one when the form changes', async () => {
    const { page } = session;
    await page.locator('#node-config-input-url').press('End');
    await page.locator('#node-config-input-url').pressSequentially('x');
    await page.locator('.activelogic-test-result.activelogic-outdated').waitFor();
  });

  it('says that a name is not found', async () => {
    assert.match(await test('ws://no-such-host.invalid/view'), /The name no-such-host.invalid was not found/);
    assert.deepEqual(await progress('failed'), ['Name']);
  });

  it('says that nobody listens', async () => {
    const port = await freePort();
    assert.match(
      await test(`ws://127.0.0.1:${port}/view`),
      new RegExp(`127.0.0.1:${port} refuses the connection`),
    );
    assert.deepEqual(await progress('failed'), ['Connection']);
  });

  it('says that the certificate is not trusted, and why', async () => {
    const secured = new Simulator({ port: 0, tls: certificates.selfSigned('localhost', 'IP:127.0.0.1') });
    others.push(secured);
    assert.match(await test(await secured.start()), /TLS to .* failed: .*certificate/);
    assert.deepEqual(await progress('failed'), ['TLS']);
    await session.screenshot('test-tls');
  });

  it('says that the credentials are refused, and accepts those that are typed', async () => {
    const { page } = session;
    const locked = new Simulator({ port: 0, credentials: { user: 'ann', password: 'a secret' } });
    others.push(locked);
    const url = await locked.start();
    assert.match(await test(url), /does not accept the credentials \(401\)/);
    assert.deepEqual(await progress('failed'), ['Answer']);
    await page.locator('#node-config-input-auth').selectOption('basic');
    await page.locator('#node-config-input-username').fill('ann');
    await page.locator('#node-config-input-password').fill('a secret');
    assert.match(await test(url), /^Connected to/);
    await page.locator('#node-config-input-auth').selectOption('none');
  });

  it('says which path has nothing', async () => {
    const said = await test(session.simulator.url.replace('/view', '/elsewhere'));
    assert.match(said, /has nothing at the path \/elsewhere \(404\)/);
    assert.deepEqual(await progress('failed'), ['Answer']);
  });

  it('says that no catalogue comes in time', async () => {
    const { page } = session;
    const silent = await ScriptedSystem.start();
    others.push(silent);
    await page.locator('.activelogic-limits > summary').click();
    await page.locator('#node-config-input-handshakeTimeout').fill('0.3');
    assert.match(await test(silent.url), /sent no catalogue within 0.3 s/);
    assert.deepEqual(await progress('failed'), ['Catalogue']);
    assert.equal(silent.open, 0);
  });

  it('does not ask for what is no WebSocket URL', async () => {
    assert.match(await test('http://127.0.0.1:1/'), /must be a ws:\/\/ or wss:\/\/ URL/);
    assert.equal(await steps.count(), 0);
  });

  it('speaks the codec that is chosen, and so does a preview', async () => {
    const { page, editor } = session;
    const system = await TrafficSystem.start();
    others.push(system);
    const codec = page.locator('#node-config-input-codec');
    assert.deepEqual(await codec.locator('option').allTextContents(), [
      'LiveView JSON profile 1',
      'Traffic monitor',
    ]);
    assert.equal(await codec.inputValue(), '');
    assert.match(await test(system.url), /sent no catalogue within 0.3 s/);
    await codec.selectOption({ label: 'Traffic monitor' });
    assert.match(
      await test(system.url),
      /^Connected to Traffic monitor in \d+ ms 2 distributions, 2 filters, 0 services, 4 columns/,
    );
    await codec.scrollIntoViewIfNeeded();
    await session.screenshot('form-appliance-codec');
    await page.locator('#node-config-dialog-ok').click();
    await codec.waitFor({ state: 'detached' });

    const dock = page.locator('#activelogic-liveview-preview');
    await dock.getByRole('button', { name: 'Preview' }).click();
    await dock.locator('tbody').getByText('10.0.0.2').waitFor();
    await editor.done();
  });

  it('keeps a codec that is not installed any more, and warns of it', async () => {
    const { page, editor } = session;
    const id = await page.evaluate<string>(`(() => {
      const [box] = RED.nodes.filterNodes({ type: 'activelogic-liveview' });
      RED.nodes.node(box.appliance).codec = 'gone';
      return box.id;
    })()`);
    const codec = page.locator('#node-config-input-codec');
    const warning = page.locator('#activelogic-appliance-no-codec');
    await editor.open(page.locator(`[id="${id}"]`));
    await page.locator('#node-input-btn-appliance-edit').click();
    await warning.getByText('No module of this Node-RED brings “gone”').waitFor();
    assert.equal(await codec.inputValue(), 'gone');
    assert.equal(await codec.locator('option:checked').textContent(), 'gone (not installed)');
    await editor.settled();
    await session.screenshot('form-appliance-codec-missing');
    await codec.selectOption('');
    assert.equal(await warning.textContent(), '');
    await codec.selectOption('gone');
    await warning.getByText('“gone”').waitFor();
    await page.locator('#node-config-dialog-ok').click();
    await codec.waitFor({ state: 'detached' });
    await editor.cancel();
    const stored = await page.evaluate<string>(
      `RED.nodes.node(RED.nodes.filterNodes({ type: 'activelogic-liveview' })[0].appliance).codec`,
    );
    assert.equal(stored, 'gone');
  });

  it('makes no noise', () => {
    assert.deepEqual(session.browser.complaints, []);
    assert.deepEqual(session.nodeRed.complaints(), []);
  });
});
