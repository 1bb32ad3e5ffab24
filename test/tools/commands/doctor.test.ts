import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { DoctorReport } from '../../../tools/commands/doctor-json';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';
import { Certificates } from '../../support/certificates';
import { hasTerminals, launch, outcome, run, runInTerminal } from '../../support/command';
import { skip } from '../../support/compat';
import { GREETED, greetedSystem } from '../../support/greeted-system';
import { freePort } from '../../support/free-port';
import { HttpProxy } from '../../support/http-proxy';
import { ROOT } from '../../support/root';
import { CATALOG, ScriptedSystem } from '../../support/scripted-system';
import { STEERING, STEERS } from '../../support/steering';
import { temporaryDirectory } from '../../support/temporary';

const NAME = 'activelogic-doctor';
const TOKEN = 'hush-hush-0123456789';
/** Enough updates for a quick run. */
const QUICK = ['--updates', '2'];

/** An output that is the same in every run: measured values become `N`, and columns are one space apart. */
function shape(output: string): string {
  return output.replace(/\d+(\.\d+)?/g, 'N').replace(/ +/g, ' ');
}

const ESC = '\u001b';

/** The final screen of a terminal, without colours. A line replaces what it showed while its check ran. */
function shownBy(output: string): string {
  return stripVTControlCharacters(output).replaceAll('\r\n', '\n').replace(/^.*\r/gm, '');
}

describe(NAME, function () {
  this.timeout(20_000);
  const ends: (() => unknown)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function simulate(options: SimulatorOptions = {}): Promise<string> {
    const simulator = new Simulator({ port: 0, hosts: 20, interval: 0.5, ...options });
    ends.push(() => simulator.stop());
    return simulator.start();
  }

  async function script(): Promise<ScriptedSystem> {
    const system = await ScriptedSystem.start();
    ends.push(() => system.stop());
    return system;
  }

  /** Certificates, made when a test needs them. */
  function certified(days: number): { ca: string; tls: { cert: string; key: string } } {
    const certificates = new Certificates();
    ends.push(() => {
      certificates.remove();
    });
    certificates.selfSigned('ca', 'DNS:ca', 60);
    const tls = certificates.signed('box', 'ca', 'IP:127.0.0.1', days);
    return { ca: certificates.files('ca').cert, tls };
  }

  it('reports line by line', async () => {
    const url = await simulate();
    const { code, out, error } = await run(NAME, [url, ...QUICK]);
    assert.equal(
      shape(out),
      shape(`ws://127.0.0.1:1/view

-       Name                    127.0.0.1 is an address, not a name
ok      Connection       10 ms  127.0.0.1 accepts connections on port 1
-       TLS                     Not used with ws://
ok      Upgrade          10 ms  A WebSocket at /view
ok      Catalogue       0.1 ms  ActiveLogic simulator, firmware simulated: 10 distributions, 10 filters, 10 services, 20 columns
ok      First update    1.0 ms  20 items, 1 kB
ok      Ping            1.0 ms  The ping was answered
ok      Updates                 One every 1.1 s (1 to 1.1), 1 kB each, over 3 updates
ok      Clock                   The clocks of both sides agree to 0.1 s
-       Counters                Too few changes to tell whether drops and totals count per update or since the start

All is well.
`),
    );
    assert.deepEqual({ code, error }, { code: 0, error: '' });
  });

  it('says where it stops, and what to do', async () => {
    const url = (await simulate()).replace('/view', '/vie');
    const { code, out, error } = await run(NAME, [url]);
    const lines = out.split('\n');
    assert.match(
      lines[5] ?? '',
      /^FAILED {2}Upgrade +[\d.]+ ms {2}127\.0\.0\.1:\d+ has nothing at the path \/vie \(404\)$/,
    );
    assert.match(lines[6] ?? '', /^ +-> Check the path of the URL, such as \/view\.$/);
    assert.deepEqual(lines.slice(7), [
      '-       Catalogue               Not tried',
      '-       First update            Not tried',
      '-       Ping                    Not tried',
      '-       Updates                 Not tried',
      '-       Clock                   Not tried',
      '-       Counters                Not tried',
      '',
      'Upgrade failed.',
      '',
    ]);
    assert.deepEqual({ code, error }, { code: 1, error: '' });
  });

  it('examines another kind of appliance with its codec', async () => {
    const system = await greetedSystem();
    ends.push(() => system.stop());
    const file = path.join(temporaryDirectory(), 'codec.js');
    writeFileSync(file, GREETED);
    const { code, out } = await run(NAME, [system.url, '--codec', file, '--updates', '1']);
    assert.equal(code, 0, out);
    assert.match(out, /\nok +First update +[\d.]+ ms {2}2 items, /);
    writeFileSync(file, GREETED.replace('JSON.stringify(view.distributions)', 'view.no.such'));
    const failed = await run(NAME, [system.url, '--codec', file]);
    assert.equal(failed.code, 1);
    assert.match(failed.out, /The codec greeted failed: .*\n +-> The codec is at fault: /);
    for (const [content, message] of [
      ['module.exports = {};', /codec must be a codec, /],
      ['syntax error', /--codec must be a module that can be loaded \(/],
    ] as const) {
      writeFileSync(file, content);
      const refused = await run(NAME, [system.url, '--codec', file]);
      assert.deepEqual([refused.code, message.test(refused.error)], [2, true], refused.error);
    }
  });

  it('keeps checking when its output is closed, and exits with the same result', async () => {
    const failing = await script();
    failing.onPeer = (peer) => {
      peer.catalog();
      peer.socket.close(4400, 'no');
    };
    for (const [url, code] of [
      [await simulate(), 0],
      [failing.url, 1],
    ] as const) {
      for (const form of [[], ['--json']]) {
        const child = launch(NAME, [url, ...QUICK, ...form]);
        child.stdout.destroy();
        child.stderr.resume();
        assert.deepEqual(await once(child, 'exit'), [code, null], `${url} ${form.join(' ')}`);
      }
    }
  });

  it('does not fail because of warnings, but shows them', async () => {
    const { ca, tls } = certified(5);
    const { code, out } = await run(NAME, [await simulate({ tls }), '--ca', ca, ...QUICK]);
    assert.match(
      out,
      /\nWARNING TLS .* The certificate of box expires on .*\n +-> Renew the certificate in time\.\n/,
    );
    assert.match(out, /\nIt works, with 1 warning\.\n$/);
    assert.equal(code, 0);
  });

  it('says clearly that a certificate is not verified', async () => {
    const { tls } = certified(30);
    const { code, out, error } = await run(NAME, [await simulate({ tls }), '--insecure', ...QUICK]);
    assert.match(error, /^WARNING: --insecure accepts any certificate\./);
    assert.match(
      out,
      /\nWARNING TLS .* The certificate is not verified: .*\n +-> .* \(--ca instead of --insecure\)\n/,
    );
    assert.equal(code, 0);
  });

  const MISTAKES: readonly [string[], RegExp][] = [
    [[], /^<URL> is missing\n/],
    [['http://127.0.0.1/'], /^The URL http:\/\/127\.0\.0\.1\/ is not a ws:\/\/ or wss:\/\/ URL\n/],
    [['ws://ann:hush@127.0.0.1/?t=hush'], /^The URL of 127\.0\.0\.1 contains a user name or password/],
    [['ws://127.0.0.1/', '--token', 'x'], /^Unknown option '--token'\n/],
    [['ws://127.0.0.1/', '--updates', '1.5'], /^--updates must be a whole number above 0, but is "1\.5"\n/],
    [['ws://127.0.0.1/', '--seconds', '0'], /^--seconds must be a number above 0, but is "0"\n/],
    [['ws://127.0.0.1/', '--include', 'Service'], /^--include must be a name and values/],
  ];
  for (const [args, message] of MISTAKES) {
    it(`rejects the arguments ${args.join(' ')}`, async () => {
      const { code, out, error } = await run(NAME, args);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(error, message);
      assert.match(error, /\nSee activelogic-doctor --help\n$/);
      assert.doesNotMatch(error, /hush|\n\s+at /);
    });
  }

  describe('--json', () => {
    async function report(args: string[]): Promise<{ code: number | null; report: DoctorReport }> {
      const { code, out, error } = await run(NAME, ['--json', ...args]);
      assert.equal(error, '');
      return { code, report: JSON.parse(out) as DoctorReport };
    }

    it('prints one object with every check', async () => {
      const url = await simulate();
      const { code, report: found } = await report([`${url}?token=${TOKEN}`, ...QUICK]);
      assert.equal(code, 0);
      const { checks, time, ...rest } = found;
      assert.deepEqual(rest, { url: `${url}?token=***`, proxy: null, ok: true, failed: null, warnings: 0 });
      assert.equal(new Date(time).toISOString(), time);
      const names = [
        'name',
        'connection',
        'tls',
        'upgrade',
        'catalog',
        'update',
        'ping',
        'rate',
        'clock',
        'counters',
      ];
      assert.deepEqual(
        checks.map(({ check }) => check),
        names,
      );
      for (const check of checks) {
        const keys = ['check', 'state', 'code', 'params', 'milliseconds', 'message', 'advice'];
        assert.deepEqual(Object.keys(check), keys);
        assert.equal(check.advice, null);
      }
      assert.deepEqual(Object.keys(checks[7]?.params ?? {}), [
        ...['updates', 'interval', 'shortest', 'longest', 'kilobytes'],
      ]);
      const { milliseconds, ...connection } = checks[1] ?? assert.fail();
      assert(Number(milliseconds) > 0);
      const port = Number(new URL(url).port);
      assert.deepEqual(connection, {
        check: 'connection',
        state: 'passed',
        code: 'accepts',
        params: { address: '127.0.0.1', port },
        message: `127.0.0.1 accepts connections on port ${port}`,
        advice: null,
      });
    });

    it('says what has failed', async () => {
      const port = await freePort();
      const { code, report: found } = await report([`ws://127.0.0.1:${port}/view`]);
      assert.equal(code, 1);
      assert.deepEqual([found.ok, found.failed], [false, 'connection']);
      const failed = found.checks[1] ?? assert.fail();
      assert(Number(failed.milliseconds) > 0);
      assert.deepEqual(failed, {
        ...failed,
        check: 'connection',
        state: 'failed',
        code: 'connection-refused',
        params: { host: `127.0.0.1:${port}` },
        message: `127.0.0.1:${port} refuses the connection`,
        advice:
          'Nothing listens there: check the port in the URL, and whether the API of the appliance is enabled.',
      });
      assert.deepEqual(found.checks[2], {
        check: 'tls',
        state: 'untried',
        code: 'untried',
        params: {},
        milliseconds: null,
        message: 'Not tried',
        advice: null,
      });
    });
  });

  it('sends a token from a file, the standard input or the environment, and shows it nowhere', async () => {
    const url = await simulate({ credentials: { token: TOKEN } });
    const file = path.join(temporaryDirectory(), 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const without = await run(NAME, [url]);
    assert.match(
      without.out,
      /asks for credentials, but none are set \(401\)\n +-> .* \(--user, --token-file or --header-file\)\n/,
    );
    const ways = [
      run(NAME, [url, ...QUICK, '--token-file', file]),
      run(NAME, [url, ...QUICK, '--token-file', '-'], { input: `${TOKEN}\n` }),
      run(NAME, [url, ...QUICK], { env: { ACTIVELOGIC_TOKEN: TOKEN } }),
    ];
    for (const { code, out, error } of await Promise.all(ways)) {
      assert.equal(code, 0, out);
      assert.doesNotMatch(out + error, /hush/);
    }
  });

  it('hides credentials that come back', async () => {
    const system = await script();
    system.upgrade = (socket) => {
      socket.end(`HTTP/1.1 ${TOKEN}\r\n\r\n`);
    };
    const { code, out, error } = await run(NAME, [`${system.url}?t=${TOKEN}`], {
      env: { ACTIVELOGIC_TOKEN: TOKEN },
    });
    assert.equal(code, 1);
    assert.match(out, /does not speak WebSocket/);
    assert.doesNotMatch(out + error, /hush/);
  });

  for (const form of [[], ['--json']]) {
    it(`shows nothing that controls the terminal ${form.join(' ')}`, async () => {
      const system = await script();
      system.onPeer = (peer) => {
        const system = { name: STEERING, firmware: STEERING };
        peer.send({ type: 'catalog', profile: 1, ...CATALOG, system, distributions: [{ name: STEERING }] });
        void peer.view().then(() => {
          peer.send({ type: 'error', code: 'unknown-distribution', message: STEERING, fatal: true });
          peer.socket.close(4400, STEERING);
        });
      };
      const { code, out, error } = await run(NAME, [`${system.url}?${STEERING.replace(/\s/g, '')}`, ...form]);
      assert.equal(code, 1);
      assert.match(out, /refused the view/);
      assert.doesNotMatch(out + error, STEERS);
    });
  }

  it('requests the view that its options describe', async () => {
    const system = await script();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        peer.socket.close(1011);
      });
    };
    await run(NAME, [system.url, '--distribution', 'Service', '--exclude', 'Host=10.0.0.1', '--no-expand']);
    assert.deepEqual(system.peers[0]?.received, [
      {
        type: 'view',
        distributions: [{ name: 'Service' }],
        filters: [{ mode: 'exclude', name: 'Host', values: ['10.0.0.1'] }],
        expand: false,
      },
    ]);
  });

  it('uses the proxy that the environment names', async () => {
    const proxy = await HttpProxy.start();
    ends.push(() => {
      proxy.stop();
    });
    const url = await simulate();
    const env = { ws_proxy: proxy.url('ann:hush-hush@'), no_proxy: '' };
    const { code, out } = await run(NAME, [url, ...QUICK], { env });
    const { host } = new URL(proxy.url());
    assert(out.startsWith(`${url} through ${host}\n\n`), out);
    assert(out.includes(`  ${host} opens a tunnel to ${new URL(url).host}\n`), out);
    assert.doesNotMatch(out, /hush/);
    assert.equal(code, 0);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends with ${signal}, and closes its view`, async () => {
      const system = await script();
      system.onPeer = (peer) => {
        peer.catalog();
        void peer.view().then(() => {
          peer.update();
        });
      };
      const child = launch(NAME, [system.url]);
      const ended = outcome(child);
      while (!String(await once(child.stdout, 'data')).includes('Ping')) continue;
      child.kill(signal);
      const { code, out, error } = await ended;
      assert.match(
        out,
        /\n- +Updates +Not tried\n- +Clock +Not tried\n- +Counters +Not tried\n\nNot everything was tried\.\n$/,
      );
      assert.deepEqual({ code, error }, { code: 1, error: '' });
      const peer = await system.peer(0);
      await peer.closed();
      assert.equal(peer.closeCode, 1000);
    });
  }

  describe('in a terminal', () => {
    before(function () {
      if (!hasTerminals()) skip(this, 'there is no program "script"');
    });

    it('shows signs and colours, and indents long lines', async () => {
      const url = await simulate();
      const { code, out } = await runInTerminal(NAME, [url, ...QUICK], { columns: 80 });
      assert.equal(code, 0);
      for (const painted of ['[32m✓', '[2m– Name', '[32mAll is well.'])
        assert(out.includes(`${ESC}${painted}`), out);
      const lines = shownBy(out).split('\n');
      assert(lines.every((line) => line.length <= 80));
      const catalog = lines.findIndex((line) => line.startsWith('✓ Catalogue '));
      assert.match(lines[catalog + 1] ?? '', /^ {26}\S/);
    });

    it('shows no colours if NO_COLOR is set', async () => {
      const { out } = await runInTerminal(NAME, ['ws://127.0.0.1:1/view'], {
        columns: 80,
        env: { NO_COLOR: '1' },
      });
      assert.match(out, /✗ Connection/);
      assert.match(out, /→ Nothing listens there/);
      assert.equal(stripVTControlCharacters(out), out.replaceAll(`${ESC}[K`, ''));
    });
  });

  it('shows in a terminal what docs/doctor.md shows', async function () {
    if (!hasTerminals()) skip(this, 'there is no program "script"');
    const page = readFileSync(path.join(ROOT, 'docs', 'doctor.md'), 'utf8');
    const [, shown = ''] =
      /\$ npx activelogic-doctor ws:\/\/127\.0\.0\.1:8000\/view\n(.*?)```/s.exec(page) ?? [];
    const env = { NO_COLOR: '1' };
    const { out } = await runInTerminal(NAME, [await simulate(), '--updates', '5'], { columns: 100, env });
    assert.equal(shape(shownBy(out)), shape(shown));
  });
});
