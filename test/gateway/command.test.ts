import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Context } from 'mocha';
import { ENDPOINT_DEFAULTS } from '../../lib/settings/connection';
import { Simulator } from '../../tools/simulator';
import { TestClient } from '../tools/simulator/client';
import { Certificates } from '../support/certificates';
import { Gateway, GATEWAY, type GatewayPlan, runPython, STAND_IN } from '../support/gateway';
import { temporaryDirectory } from '../support/temporary';

const UPSTREAM = 'ws://127.0.0.1:9/view';

/** Runs the gateway to its end; returns its exit code and what it printed. */
async function run(test: Context, plan: GatewayPlan): Promise<{ code: number | null; lines: string[] }> {
  const gateway = Gateway.launch(test, plan);
  const { code } = await gateway.ended;
  return { code, lines: gateway.lines.all };
}

describe('the gateway: the command', () => {
  const certificates = new Certificates();
  const folder = temporaryDirectory();
  after(() => {
    certificates.remove();
  });

  function file(name: string, content: string): string {
    const place = path.join(folder, name);
    writeFileSync(place, content);
    return place;
  }

  it('shows its options with their defaults', async function () {
    const { code, lines } = await run(this, { args: ['--help'] });
    assert.equal(code, 0);
    const help = lines.join('\n');
    for (const option of ['upstream', 'upstream-ca', 'token-file', 'tls-cert', 'check', 'log-level']) {
      assert.match(help, new RegExp(`--${option}\\b`));
    }
    assert.match(help, /--port .*8010/);
    const [, connect] = /--connect-timeout .*\s.*\((\d+)\)/.exec(help) ?? [];
    assert(Number(connect) + 1 < ENDPOINT_DEFAULTS.handshakeTimeout, 'the nodes hear why nothing comes');
    assert.match(help, /--host .*127\.0\.0\.1/);
  });

  it('exits with code 2 and says why, where it cannot run', async function () {
    this.timeout(30_000);
    certificates.selfSigned('one');
    certificates.selfSigned('two');
    const [one, two] = ['one', 'two'].map((name) => certificates.files(name)) as [
      { cert: string; key: string },
      { cert: string; key: string },
    ];
    const locked = file('locked.pem', certificates.lockedKey('one', 'secret'));
    const TOKEN = 'ACTIVELOGIC_GATEWAY_TOKEN';
    const mistakes: [GatewayPlan, RegExp][] = [
      [{}, /^--upstream, or ACTIVELOGIC_GATEWAY_UPSTREAM in the environment/],
      [{ upstream: 'http://appliance.example' }, /^--upstream must be a URL such as ws:/],
      [{ upstream: 'ws://user:pass@appliance.example' }, /^--upstream must be .* without a user name/],
      ...['99999', '0', 'x', '-1'].map((port): [GatewayPlan, RegExp] => [
        { upstream: `ws://appliance.example:${port}/view` },
        new RegExp(`^--upstream must have a port from 1 to 65535, but has ${port}$`),
      ]),
      [
        { upstream: UPSTREAM, args: ['--port', '65536'] },
        /--port: must be a whole number from 0 to 65535, but is 65536/,
      ],
      [{ upstream: UPSTREAM, args: ['--max-views', '0'] }, /--max-views: must be a whole number from 1/],
      [
        { upstream: UPSTREAM, args: ['--stale-after', 'nan'] },
        /--stale-after: must be a number from 0 .*, but is nan/,
      ],
      [{ upstream: UPSTREAM, args: ['--heartbeat', '0'] }, /--heartbeat: must be a number from 0\.01/],
      [{ upstream: UPSTREAM, args: ['--nonsense'] }, /--nonsense/],
      [{ upstream: UPSTREAM, args: ['--upstream-ca', one.cert] }, /need a wss:\/\/ URL/],
      [{ upstream: 'wss://a.example', args: ['--upstream-any-name'] }, /needs --upstream-ca/],
      [
        { upstream: 'wss://a.example', args: ['--upstream-ca', '/missing'] },
        /--upstream-ca: \/missing cannot be read: No such file/,
      ],
      [
        { upstream: 'wss://a.example', args: ['--upstream-ca', one.key] },
        /--upstream-ca: .*one\.key cannot be read/,
      ],
      [{ upstream: UPSTREAM, args: ['--tls-cert', one.cert] }, /--tls-cert and --tls-key go together/],
      [
        { upstream: UPSTREAM, args: ['--tls-cert', one.cert, '--tls-key', two.key] },
        /cannot be read: .*mismatch/i,
      ],
      [
        { upstream: UPSTREAM, args: ['--tls-cert', one.cert, '--tls-key', locked] },
        /locked\.pem cannot be read/,
      ],
      [
        { upstream: UPSTREAM, args: ['--token-file', '/missing'] },
        /--token-file: \/missing cannot be read: No such file/,
      ],
      [
        { upstream: UPSTREAM, args: ['--token-file', file('empty', '\n')] },
        /The token in .*empty must be one word/,
      ],
      [
        { upstream: UPSTREAM, env: { [TOKEN]: 'two words' } },
        /The token in ACTIVELOGIC_GATEWAY_TOKEN must be one word/,
      ],
      [
        { upstream: UPSTREAM, env: { [TOKEN]: '${MISSING}' } },
        /The token in ACTIVELOGIC_GATEWAY_TOKEN is the name of a variable, \$\{MISSING\}, instead of its value/,
      ],
      [{ upstream: 'ws://[::1/view' }, /^--upstream must be a URL such as ws:/],
      [
        { upstream: UPSTREAM, env: { [TOKEN]: '' } },
        /The token in ACTIVELOGIC_GATEWAY_TOKEN must be one word/,
      ],
      [
        { upstream: UPSTREAM, env: { PYTHONPATH: '' } },
        /^The vendor's Python package activelogic is missing: install it/,
      ],
      [
        { upstream: UPSTREAM, env: { PYTHONPATH: brokenPackage('nothing', '') } },
        /cannot be used: its liveview has no View, /,
      ],
      [
        { upstream: UPSTREAM, env: { PYTHONPATH: brokenPackage('broken', 'import no_such_module') } },
        /cannot be used: No module named 'no_such_module'/,
      ],
      [
        { upstream: UPSTREAM, env: { PYTHONPATH: brokenPackage('newer', 'this is not Python 3') } },
        /cannot be used: invalid syntax/,
      ],
      [
        { upstream: UPSTREAM, standIn: ['exit-import'] },
        /^The package activelogic cannot be used: SystemExit: enough$/,
      ],
      ...['--check', '--no-lists'].flatMap((arg): [GatewayPlan, RegExp][] => [
        [
          { upstream: UPSTREAM, args: [arg], env: { PYTHONPATH: websockets('10.3') } },
          /^The Python package websockets is 10\.3; the gateway needs 10\.4 or later$/,
        ],
        [
          { upstream: UPSTREAM, args: [arg], env: { PYTHONPATH: websockets('99.0') } },
          /^The Python package websockets cannot be used: No module named 'websockets\./,
        ],
      ]),
    ];
    await Promise.all(
      mistakes.map(async ([plan, message]) => {
        const { code, lines } = await run(this, plan);
        assert.equal(code, 2, lines.join('\n'));
        assert.match(lines.at(-1) ?? '', message);
        assert(!lines.some((line) => line.includes('Traceback')), lines.join('\n'));
      }),
    );
  });

  /** A package with the vendor's name and other content. */
  function brokenPackage(name: string, content: string): string {
    const place = path.join(folder, name);
    mkdirSync(path.join(place, 'activelogic'), { recursive: true });
    writeFileSync(path.join(place, 'activelogic', '__init__.py'), '');
    writeFileSync(path.join(place, 'activelogic', 'liveview.py'), content);
    return place;
  }

  /** A package that is named websockets and has only a version. */
  function websockets(version: string): string {
    const place = path.join(folder, `websockets-${version}`);
    mkdirSync(path.join(place, 'websockets'), { recursive: true });
    writeFileSync(path.join(place, 'websockets', '__init__.py'), '');
    writeFileSync(path.join(place, 'websockets', 'version.py'), `version = '${version}'\n`);
    return `${place}:${STAND_IN}`;
  }

  it('says when the package websockets is missing', function () {
    // Leave out what Debian installs as packages; only the standard library stays.
    const program =
      'import sys, runpy; sys.path[:] = [each for each in sys.path if "-packages" not in each];' +
      `sys.argv[1:] = ["--upstream", "${UPSTREAM}"]; runpy.run_module("activelogic_gateway", run_name="__main__")`;
    assert.throws(
      () => runPython(this, program),
      (error: { status: number; stderr: string }) =>
        error.status === 2 &&
        error.stderr === 'The Python package websockets is missing: apt-get install python3-websockets\n',
    );
  });

  it('says when the port is in use: exit code 1', async function () {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, lines } = await run(this, { upstream: UPSTREAM, args: ['--port', String(port)] });
    server.close();
    assert.equal(code, 1);
    assert.match(lines.join('\n'), new RegExp(`^Cannot listen on 127\\.0\\.0\\.1, port ${port}: .*in use`));
  });

  it('says where it listens, and warns where others can reach it', async function () {
    const local = await Gateway.start(this, { upstream: UPSTREAM });
    assert.match(local.url, /^ws:\/\/127\.0\.0\.1:\d+\/view$/);
    // Not every machine has IPv6.
    const program = 'from activelogic_gateway.gateway import _authority; print(_authority("::1", 8010))';
    assert.equal(runPython(this, program), '[::1]:8010\n');
    await local.stop();
    assert.equal(local.lines.all.length, 1);
    const open = await Gateway.start(this, { upstream: UPSTREAM, args: ['--host', '0.0.0.0'] });
    await open.stop();
    assert.equal(open.logged('WARNING', /--token-file and --tls-cert/).length, 1);
  });

  it('leaves timestamps to the journal, where there is one', async function () {
    const env = { JOURNAL_STREAM: '1:2' };
    const open = await Gateway.start(this, { upstream: UPSTREAM, args: ['--host', '0.0.0.0'], env });
    await open.stop();
    assert(open.lines.all.some((line) => line.startsWith('WARNING Other machines')));
  });

  it('checks how far the vendor’s package gets', async function () {
    const simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 3 });
    const upstream = await simulator.start();
    const good = await run(this, { upstream, args: ['--check'], standIn: ['lists'] });
    assert.equal(good.code, 0);
    const report = good.lines.join('\n');
    for (const line of [
      /^Connecting to 127\.0\.0\.1:\d+: done$/m,
      /^services: 3 from View\.services, such as /m,
      /^The first update: after \d+\.\d s$/m,
      /^Items: 6, with 1\d child items$/m,
      /^Keys: name, inbound, .*connections.*, children$/m,
    ]) {
      assert.match(report, line);
    }
    const check = ['--check', '--connect-timeout', '0.2'];
    // The gateway can do without the lists, and recovers from the rest, so none of these is a failure.
    for (const [standIn, message] of [
      ['hanging-lists', /^Lists: nothing came within 0\.2 s, /m],
      ['odd-items', /^Items: 1\d, with \d+ child items$/m],
      ['none-first', /^Items: 6, /m],
    ] as const) {
      const { code, lines } = await run(this, { upstream, args: check, standIn: [standIn] });
      assert.equal(code, 0, lines.join('\n'));
      assert.match(lines.join('\n'), message);
    }
    await simulator.waitForViews(0);
    await simulator.stop();
    for (const [standIn, message] of [
      [[], /^Connecting to .*: .*Connect call failed.* \(ConnectionRefusedError\)$/m],
      [['not-connected'], /^Connecting to .*: failed, without a reason$/m],
      [['exit-build'], /^The view: SystemExit: enough$/m],
      [['exit-connect'], /^Connecting to .*: SystemExit: enough$/m],
    ] as const) {
      const { code, lines } = await run(this, { upstream, args: check, standIn });
      assert.equal(code, 1);
      assert.match(lines.join('\n'), message);
    }
  });

  it('speaks TLS on both sides', async function () {
    certificates.selfSigned('ca');
    const server = certificates.signed('server', 'ca', 'IP:127.0.0.1');
    const elsewhere = certificates.signed('elsewhere', 'ca', 'DNS:appliance.example');
    const simulator = new Simulator({ port: 0, interval: 0, hosts: 6, tls: elsewhere });
    const upstream = await simulator.start();
    const ca = certificates.files('ca').cert;
    const { cert, key } = certificates.files('server');
    const args = ['--upstream-ca', ca, '--upstream-any-name', '--tls-cert', cert, '--tls-key', key];
    const gateway = await Gateway.start(this, { upstream, args });
    assert.match(gateway.url, /^wss:/);
    const client = new TestClient(gateway.url, { ca: readFileSync(ca) });
    await client.catalog();
    client.view();
    await client.update();
    await client.end();
    // A client that does not trust the certificate, or does not speak TLS, logs nothing.
    for (const url of [gateway.url, gateway.url.replace('wss:', 'ws:')]) {
      const stranger = new TestClient(url);
      await once(stranger.socket, 'error');
    }
    await gateway.stop();
    assert.equal(server.cert, readFileSync(cert, 'utf8'));
    const distrustful = await Gateway.start(this, { upstream });
    const refused = new TestClient(distrustful.url);
    await refused.catalog();
    refused.view();
    assert.match((await refused.error()).message, /^Cannot connect to .*certificate verify failed/);
    await refused.closed;
    await distrustful.stop();
    await simulator.stop();
  });

  it('is Python 3.9, and compiles without a warning', function () {
    const sources = readdirSync(path.join(GATEWAY, 'activelogic_gateway')).filter((name) =>
      name.endsWith('.py'),
    );
    assert(sources.length > 5);
    const program =
      'import ast, pathlib, sys\n' +
      'for place in sorted(pathlib.Path("activelogic_gateway").glob("*.py")):\n' +
      '    text = place.read_text("utf-8")\n' +
      '    compile(ast.parse(text, str(place), feature_version=(3, 9)), str(place), "exec")\n' +
      '    print(place.name)';
    assert.deepEqual(runPython(this, program).trimEnd().split('\n'), sources.sort());
    const newer =
      /asyncio\.(timeout|TaskGroup|Runner|to_thread)\b|ExceptionGroup|zip\(.*strict=|^\s*match\s.*:$/m;
    for (const name of sources) {
      assert.doesNotMatch(readFileSync(path.join(GATEWAY, 'activelogic_gateway', name), 'utf8'), newer, name);
    }
  });
});
