import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Simulator } from '../../tools/simulator';
import { Child } from '../../scripts/demo/child';
import { TestClient } from '../tools/simulator/client';
import { atEnd } from '../support/at-end';
import { skip } from '../support/compat';
import { freePort } from '../support/free-port';
import { GATEWAY, python, STAND_IN } from '../support/gateway';
import { npxEnvironment } from '../support/npx';
import { Recorder } from '../support/recorder';
import { tickingAt } from '../support/standing-clock';
import { temporaryDirectory } from '../support/temporary';

const PAGE = readFileSync(path.join(GATEWAY, 'README.md'), 'utf8');
const UNIT = 'activelogic-gateway.service';

/** Runs the commands of the page, each block in its own shell, with the folders and addresses of the test. */
describe('the gateway: the page', () => {
  const root = temporaryDirectory();
  const home = path.join(root, 'opt', 'activelogic-gateway');
  const system = path.join(root, 'etc', 'systemd', 'system');
  const blocks = [...PAGE.matchAll(/<!-- run by test\/gateway\/page\.test\.ts -->\n\n```sh\n(.*?)```/gs)].map(
    ([, block = '']) => block,
  );
  let simulator: Simulator;
  let port: number;
  let running: Child | undefined;

  before(async function () {
    simulator = new Simulator({ port: 0, interval: 0.2, hosts: 6, services: 3, clock: tickingAt(12) });
    await simulator.start();
    port = await freePort();
    mkdirSync(path.join(root, 'bin'), { recursive: true });
    mkdirSync(path.join(root, 'opt'));
    mkdirSync(system, { recursive: true });
    const shim = path.join(root, 'bin', 'python3');
    writeFileSync(shim, `#!/bin/sh\nexec ${python(this)} "$@"\n`);
    chmodSync(shim, 0o755);
  });
  afterEach(() => running?.end());
  after(async () => {
    await simulator.stop();
  });

  /** The block that begins like this, adapted to the test. */
  function block(beginning: string): string {
    const found = blocks.find((each) => each.startsWith(beginning));
    assert(found !== undefined, `no block begins with ${beginning}`);
    return found
      .replaceAll('node_modules/node-red-contrib-activelogic/gateway', GATEWAY)
      .replaceAll('/opt/activelogic-gateway', home)
      .replaceAll(' /etc/', ` ${root}/etc/`)
      .replaceAll('appliance.example:8000', new URL(simulator.url).host)
      .replaceAll('127.0.0.1:8010', `127.0.0.1:${port}`)
      .replace(/(--upstream \S+)\n$/, `$1 --port ${port}\n`)
      .replace('sleep 3', 'sleep 1');
  }

  function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const npx = npxEnvironment();
    return {
      ...npx,
      PATH: `${path.join(root, 'bin')}:${npx.PATH ?? ''}`,
      PYTHONDONTWRITEBYTECODE: '1',
      ...more,
    };
  }

  /** Runs a script while this process plays the appliance; returns what it prints. */
  async function shell(script: string, cwd = home): Promise<string> {
    return (await promisify(execFile)('bash', ['-euc', script], { cwd, env: environment() })).stdout;
  }

  function launch(command: string, args: string[], env = environment()): Recorder<string> {
    const lines = new Recorder<string>();
    const child = new Child('the gateway', command, args, {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    atEnd(() => {
      child.kill();
    });
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        lines.add(line);
      });
    }
    return lines;
  }

  it('installs it', async () => {
    await shell(block('cp -r'), root);
    // The stand-in takes the place of the vendor's package, which no registry has.
    cpSync(path.join(STAND_IN, 'activelogic'), path.join(home, 'activelogic'), { recursive: true });
  });

  it('checks the way to the appliance', async () => {
    const report = await shell(
      block('python3 -m activelogic_gateway --upstream ws://appliance.example:8000/view --check'),
    );
    const [, shown = ''] = /```\n(Connecting to .*?)```/s.exec(PAGE) ?? [];
    const numbers = /\d+(\.\d+)?/g;
    const words = (text: string): string[] =>
      text
        .replace(/^Connecting to \S+/, '')
        .replace(numbers, '')
        .split(/, in\.int|\n/)
        .map((line) => line.trim());
    assert.deepEqual(words(report).slice(0, 4), words(shown).slice(0, 4));
  });

  it('starts it, and looks at a view without Node-RED', async () => {
    const lines = launch('bash', [
      '-euc',
      `exec ${block('python3 -m activelogic_gateway --upstream ws://appliance.example:8000/view\n')}`,
    ]);
    await lines.waitFor(
      'a gateway that listens',
      (line) => line === `Listening on ws://127.0.0.1:${port}/view`,
    );
    const seen = await shell(block('(echo'));
    assert.match(seen, /"type": "catalog"/);
    // Five updates a second are unusually many.
    assert.match(await shell(block('npx activelogic-doctor')), /It works, with 1 warning\.\n$/);
    assert((seen.match(/\{"type":"update"/g) ?? []).length >= 1, seen);
  });

  it('sets up a service that systemd understands', async function () {
    await shell(block('cp /opt/activelogic-gateway/activelogic-gateway.service'));
    if (spawnSync('systemd-analyze', ['--version']).status !== 0)
      skip(this, 'there is no systemd-analyze, which Debian has in systemd');
    verify();
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', path.join(system, UNIT)], {
      encoding: 'utf8',
    });
    const [, exposure] = /Overall exposure level .*: ([\d.]+) OK/.exec(stdout) ?? [];
    assert(Number(exposure) < 2, stdout);
  });

  it('listens for other machines with TLS and a token when the service is started like this', async function () {
    await shell(block('mkdir -p /etc/activelogic-gateway'));
    const secrets = path.join(root, 'etc', 'activelogic-gateway');
    for (const name of ['token', 'key.pem']) assert.equal(statSync(path.join(secrets, name)).mode & 0o077, 0);
    const settings = readFileSync(path.join(system, `${UNIT}.d`, 'local.conf'), 'utf8');
    const credentials = path.join(root, 'credentials');
    mkdirSync(credentials);
    for (const [, name = '', file = ''] of settings.matchAll(/^LoadCredential=(\w+):(\S+)$/gm)) {
      copyFileSync(path.join(root, file), path.join(credentials, name));
    }
    const variables = [...settings.matchAll(/^Environment="?(\w+)=(.*?)"?$/gm)].map(([, name, value]) => [
      name,
      value?.replaceAll('%d', credentials),
    ]);
    const [, command = ''] =
      /^ExecStart=\/usr\/bin\/(.*)$/m.exec(readFileSync(path.join(home, UNIT), 'utf8')) ?? [];
    const env = environment(Object.fromEntries(variables) as NodeJS.ProcessEnv);
    const lines = launch('bash', ['-euc', `exec ${command} --port ${port}`], env);
    await lines.waitFor(
      'a gateway that listens',
      (line) => line === `Listening on wss://0.0.0.0:${port}/view`,
    );
    const token = readFileSync(path.join(secrets, 'token'), 'utf8').trim();
    // The types of ws lack some options that it passes on to Node's TLS.
    const options = {
      ca: readFileSync(path.join(secrets, 'cert.pem')),
      servername: 'gateway.example',
      headers: { authorization: `Bearer ${token}` },
    };
    const client = new TestClient(`wss://127.0.0.1:${port}/view`, options);
    await client.catalog();
    client.view();
    await client.update();
    await client.end();
    assert(!lines.all.some((line) => line.includes('WARNING')), lines.all.join('\n'));
    if (spawnSync('systemd-analyze', ['--version']).status === 0) verify();
  });

  it('names only existing options', function () {
    const help = execFileSync(python(this), ['-m', 'activelogic_gateway', '--help'], {
      cwd: GATEWAY,
      encoding: 'utf8',
    });
    // Options of other programs on the page.
    const others = ['--target', '--now'];
    const named = [...PAGE.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    for (const option of named) assert(help.includes(option) || others.includes(option), option);
  });

  /** Lets systemd verify the unit and the files that it needs. */
  function verify(): void {
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', path.join(system, UNIT)],
      { encoding: 'utf8' },
    );
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
  }
});
