import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Simulator } from '../../tools/simulator';
import { CODEC_MODULE, TrafficSystem } from '../codecs/traffic-system';
import { Certificates } from '../support/certificates';
import { describeInEditors, EMPTY } from '../support/editor-session';
import { freePort } from '../support/free-port';
import type { FlowNode } from '../support/node-red-process';
import { ScriptedSystem } from '../support/scripted-system';

/** The CAs of the appliances with TLS. A deployed TLS configuration trusts one of them. */
let certificates: Certificates;

function flows(): FlowNode[] {
  certificates = new Certificates();
  certificates.selfSigned('lab-ca', 'DNS:lab-ca', 60);
  const { cert: ca } = certificates.files('lab-ca');
  return [
    EMPTY,
    { id: 'trust', type: 'tls-config', name: 'Lab', cert: '', key: '', ca, verifyservercert: true },
  ];
}

describeInEditors('the test of a connection', { flows, modules: [CODEC_MODULE] }, (session) => {
  let result: Locator;
  let checks: Locator;
  const others: { stop(): Promise<void> }[] = [];

  before(async () => {
    const { page, editor } = session;
    result = page.locator('.activelogic-test-result');
    checks = result.locator('.activelogic-checks > li');
    const live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    await editor.open(live);
    await editor.openOver('#node-input-btn-appliance-add');
  });

  after(async () => {
    for (const other of others) await other.stop();
    certificates.remove();
  });

  /** The form's final verdict on a URL. */
  async function test(url: string): Promise<string> {
    const { page } = session;
    await page.locator('#node-config-input-url').fill(url);
    const button = page.getByRole('button', { name: 'Test connection' });
    await button.click();
    await result
      .and(page.locator('[data-tone="success"], [data-tone="warning"], [data-tone="error"]'))
      .waitFor();
    await button.waitFor();
    return result.innerText();
  }

  /** The names of the checks in a state. */
  function checksThat(state: string): Promise<string[]> {
    return checks
      .and(session.page.locator(`[data-state="${state}"]`))
      .locator('[data-check]')
      .allTextContents();
  }

  /** The text of a check. */
  async function line(check: string): Promise<string> {
    const name = session.page.locator(`[data-check="${check}"]`);
    const said = checks.filter({ has: name }).locator('div, small');
    return (await said.allInnerTexts()).join(' ').replace(/\s+/g, ' ').trim();
  }

  it('shows what each check found and how long it took, before any deploy', async () => {
    await test(session.simulator.url);
    assert.deepEqual(await checksThat('passed'), ['Connection', 'Upgrade', 'Catalogue', 'Ping']);
    assert.deepEqual(await checksThat('skipped'), ['Name', 'TLS']);
    assert.equal(await checks.count(), 6);
    assert.match(await line('name'), /^not needed: 127\.0\.0\.1 is an address, not a name$/);
    assert.match(
      await line('connection'),
      /^passed: 127\.0\.0\.1 accepts connections on port \d+ [\d.]+ ms$/,
    );
    assert.match(
      await line('catalog'),
      /^passed: ActiveLogic simulator, firmware simulated: \d+ distributions, \d+ filters, \d+ services, \d+ columns [\d.]+ ms$/,
    );
    assert.match(await line('ping'), /^passed: The ping was answered [\d.]+ ms$/);
    assert.equal(await result.getAttribute('data-tone'), 'success');
    await session.screenshot('test-connected');
    await session.simulator.waitForConnections(0);
  });

  it('marks a result as outdated when the form changes', async () => {
    const { page } = session;
    await page.locator('#node-config-input-url').press('End');
    await page.locator('#node-config-input-url').pressSequentially('x');
    await page.locator('.activelogic-test-result.activelogic-outdated').waitFor();
  });

  it('says that a name is not found', async () => {
    assert.match(await test('ws://no-such-host.invalid/view'), /The name no-such-host.invalid was not found/);
    assert.deepEqual(await checksThat('failed'), ['Name']);
    assert.deepEqual(await checksThat('untried'), ['Connection', 'TLS', 'Upgrade', 'Catalogue', 'Ping']);
    assert.match(await line('name'), /Check the name in the URL/);
  });

  it('says that nothing listens', async () => {
    const port = await freePort();
    assert.match(
      await test(`ws://127.0.0.1:${port}/view`),
      new RegExp(`127.0.0.1:${port} refuses the connection`),
    );
    assert.deepEqual(await checksThat('failed'), ['Connection']);
  });

  it('says that a certificate is not trusted, and shows a trusted one', async () => {
    const { page } = session;
    const secured = new Simulator({ port: 0, tls: certificates.signed('box', 'lab-ca', 'IP:127.0.0.1', 30) });
    others.push(secured);
    const url = await secured.start();
    await test(url);
    assert.deepEqual(await checksThat('failed'), ['TLS']);
    const refused =
      /^failed: The certificate of box is signed by lab-ca\. That issuer is not trusted here, .* Trust the CA .* [\d.]+ ms$/;
    assert.match(await line('tls'), refused);
    await session.screenshot('test-tls-failed');
    await page.locator('#node-config-input-tls').selectOption('trust');
    await test(url);
    assert.deepEqual(await checksThat('failed'), []);
    const valid =
      /^passed: TLSv1\.3, valid until \d{4}-\d\d-\d\d \((29|30) days\), for 127\.0\.0\.1, chain: box, lab-ca [\d.]+ ms$/;
    assert.match(await line('tls'), valid);
    await session.screenshot('test-tls');
    await page.locator('#node-config-input-tls').selectOption('_ADD_');
  });

  it('warns of a certificate that expires soon', async () => {
    const { page } = session;
    const secured = new Simulator({ port: 0, tls: certificates.signed('old', 'lab-ca', 'IP:127.0.0.1', 5) });
    others.push(secured);
    await page.locator('#node-config-input-tls').selectOption('trust');
    await test(await secured.start());
    assert.deepEqual(await checksThat('warning'), ['TLS']);
    assert.deepEqual(await checksThat('failed'), []);
    assert.match(
      await line('tls'),
      /^warning: The certificate of old expires on \d{4}-\d\d-\d\d \(days left: [45]\) .*Renew the certificate/,
    );
    assert.equal(await result.getAttribute('data-tone'), 'warning');
    await page.locator('#node-config-input-tls').selectOption('_ADD_');
  });

  it('says that credentials are refused, and accepts the typed ones', async () => {
    const { page } = session;
    const locked = new Simulator({ port: 0, credentials: { user: 'ann', password: 'a secret' } });
    others.push(locked);
    const url = await locked.start();
    assert.match(await test(url), /asks for credentials, but none are set \(401\)/);
    assert.deepEqual(await checksThat('failed'), ['Upgrade']);
    await page.locator('#node-config-input-auth').selectOption('basic');
    await page.locator('#node-config-input-username').fill('ann');
    await page.locator('#node-config-input-password').fill('a secret');
    await test(url);
    assert.equal(await result.getAttribute('data-tone'), 'success');
    await page.locator('#node-config-input-auth').selectOption('none');
  });

  it('says at which path there is nothing', async () => {
    const said = await test(session.simulator.url.replace('/view', '/elsewhere'));
    assert.match(said, /has nothing at the path \/elsewhere \(404\)/);
    assert.deepEqual(await checksThat('failed'), ['Upgrade']);
  });

  it('says that no catalogue comes in time', async () => {
    const { page } = session;
    const silent = await ScriptedSystem.start();
    others.push(silent);
    await page.locator('.activelogic-limits > summary').click();
    await page.locator('#node-config-input-handshakeTimeout').fill('0.3');
    assert.match(await test(silent.url), /sent no catalogue within 0.3 s/);
    assert.deepEqual(await checksThat('failed'), ['Catalogue']);
    assert.equal(silent.open, 0);
  });

  it('does not connect for an invalid WebSocket URL', async () => {
    assert.match(await test('http://127.0.0.1:1/'), /is not a ws:\/\/ or wss:\/\/ URL/);
    assert.equal(await checks.count(), 0);
  });

  it('speaks the chosen codec, and so does a preview', async () => {
    const { page, editor } = session;
    const system = await TrafficSystem.start();
    others.push(system);
    const codec = page.locator('#node-config-input-codec');
    assert.deepEqual(await codec.locator('option').allTextContents(), [
      'LiveView JSON profile 1',
      'Traffic monitor',
    ]);
    assert.equal(await codec.inputValue(), '');
    await test(system.url);
    assert.match(
      await line('catalog'),
      /^failed: A frame from .* another codec may understand them\. [\d.]+ ms$/,
    );
    await codec.selectOption({ label: 'Traffic monitor' });
    await test(system.url);
    assert.match(
      await line('catalog'),
      /^passed: Traffic monitor: 2 distributions, 2 filters, 0 services, 4 columns [\d.]+ ms$/,
    );
    assert.deepEqual(await checksThat('failed'), []);
    await codec.scrollIntoViewIfNeeded();
    await session.screenshot('form-appliance-codec');
    await editor.done();

    const dock = page.locator('#activelogic-liveview-preview');
    await dock.getByRole('button', { name: 'Preview' }).click();
    await dock.locator('tbody').getByText('10.0.0.2').waitFor();
    await editor.done();
  });

  it('keeps a codec that is no longer installed, and warns about it', async () => {
    const { page, editor } = session;
    const id = await page.evaluate<string>(`(() => {
      const [box] = RED.nodes.filterNodes({ type: 'activelogic-liveview' });
      RED.nodes.node(box.appliance).codec = 'gone';
      return box.id;
    })()`);
    const codec = page.locator('#node-config-input-codec');
    const warning = page.locator('#activelogic-appliance-no-codec');
    await editor.open(page.locator(`[id="${id}"]`));
    await editor.openOver('#node-input-btn-appliance-edit');
    await warning.getByText('The codec “gone” is not installed').waitFor();
    assert.equal(await codec.inputValue(), 'gone');
    assert.equal(await codec.locator('option:checked').textContent(), 'gone (not installed)');
    await session.screenshot('form-appliance-codec-missing');
    await codec.selectOption('');
    assert.equal(await warning.textContent(), '');
    await codec.selectOption('gone');
    await warning.getByText('“gone”').waitFor();
    await editor.done();
    await editor.cancel();
    const stored = await page.evaluate<string>(
      `RED.nodes.node(RED.nodes.filterNodes({ type: 'activelogic-liveview' })[0].appliance).codec`,
    );
    assert.equal(stored, 'gone');
  });

  it('prints nothing unexpected', () => {
    assert.deepEqual(session.browser.complaints, []);
    assert.deepEqual(session.nodeRed.complaints(), []);
  });
});
