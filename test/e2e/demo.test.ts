import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { Child, type Ending } from '../../scripts/demo/child';
import type { FlowNode } from '../../scripts/demo/node-red';
import { HOST, portProblem } from '../../scripts/demo/ports';
import { atEnd } from '../support/at-end';
import { Comms } from '../support/comms';
import { startChromium } from '../support/chromium';
import { skip } from '../support/compat';
import { DashboardPage } from '../support/dashboard-page';
import { freePort } from '../support/free-port';
import { findProcess } from '../support/processes';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';
import { within } from '../support/within';

/** The demo's command line in a process of its own, its temporary directories in one of this test's. */
class DemoProcess {
  readonly temporary = temporaryDirectory();
  readonly output = new Recorder<string>();
  readonly child: Child;

  constructor(command: string, args: readonly string[], { cwd = ROOT, env = {} } = {}) {
    this.child = new Child(command, command, args, {
      cwd,
      env: { ...process.env, TMPDIR: this.temporary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A signal that lets it end its own processes.
    atEnd(() => {
      this.child.signal('SIGTERM');
    });
    for (const output of ['stdout', 'stderr'] as const) {
      this.child.onLine(output, (line) => {
        this.output.add(line);
      });
    }
  }

  ended(seconds: number): Promise<Ending> {
    return within(seconds, this.child.ended, () => `It has not ended:\n${this.text}`);
  }

  get text(): string {
    return this.output.all.join('\n');
  }

  /** What is left of its directories; tsx keeps its cache beside them. */
  get directories(): string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith('activelogic-'));
  }
}

describe('npm start', function () {
  this.timeout(180_000);
  const started: DemoProcess[] = [];

  /** As `npm start` does, so that the exit code is the demo's and not the shell's that npm starts it with. */
  function start(
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): DemoProcess {
    const tsx = path.join(ROOT, 'node_modules', '.bin', 'tsx');
    return keep(new DemoProcess(tsx, ['scripts/demo.ts', ...args], options));
  }

  function keep(demo: DemoProcess): DemoProcess {
    started.push(demo);
    return demo;
  }

  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ child }) => child.end()));
  });

  it('shows the examples at work and an alarm within a minute, and ends with Ctrl-C', async function () {
    const browser = await startChromium(this);
    const [port, simulatorPort] = await twoPorts();
    const demo = keep(
      new DemoProcess('npm', [
        'start',
        '--',
        '--port',
        String(port),
        '--simulator-port',
        String(simulatorPort),
      ]),
    );
    const url = `http://127.0.0.1:${port}/`;
    await demo.output.waitFor('the address', (line) => line.includes(url), 120);
    assert.ok(demo.output.all.some((line) => line.includes(`ws://127.0.0.1:${simulatorPort}/view`)));

    const editor = await fetch(url);
    assert.equal(editor.status, 200);
    assert.match(await editor.text(), /<title>Node-RED/);
    const flows = (await (await fetch(`${url}flows`)).json()) as FlowNode[];
    assert.equal(
      flows.find(({ type }) => type === 'activelogic-appliance')?.url,
      `ws://localhost:${simulatorPort}/view`,
    );
    const address = demo.output.all.find((line) => line.startsWith('Dashboard'))?.split(/\s+/)[1];
    assert.equal(address, `${url}dashboard/live`);
    const dashboard = new DashboardPage(browser.page, url);
    const comms = await Comms.open(url);
    try {
      await dashboard.open();
      const { format } = await comms.debug.waitFor('a message', () => true);
      assert.equal(format, 'array[200]');
      await comms.debug.waitFor('an alarm', ({ msg }) => msg.startsWith('RAISED QUIC:'), 60);
      const [[service] = []] = await dashboard.rowsWhen('alarms', ({ length }) => length > 0);
      assert.equal(service, 'QUIC');
      assert.deepEqual(browser.complaints, []);
    } finally {
      comms.close();
      await browser.context.close();
    }
    assert.equal(demo.directories.length, 1);

    // A terminal tells the whole group.
    process.kill(-(demo.child.pid ?? NaN), 'SIGINT');
    const { code, signal } = await demo.ended(20);
    // The shell between npm and the demo may insist on the signal.
    assert.ok(code === 0 || code === 130 || signal === 'SIGINT', `${code} ${signal}`);
    await nothingLeft(demo, [port, simulatorPort]);
    assert.doesNotMatch(demo.text, /warn|error|has ended/i);
  });

  it('ends while it is still starting', async () => {
    const [port, simulatorPort] = await twoPorts();
    const demo = start(['--simulator-port', String(simulatorPort)], { env: { PORT: String(port) } });
    await demo.output.waitFor('the first line', () => true, 60);
    demo.child.signal('SIGTERM');
    assert.deepEqual(await demo.ended(20), { code: 0, signal: null });
    await nothingLeft(demo, [port, simulatorPort]);
  });

  it('says which of the two has died, and ends the other', async function () {
    if (process.platform !== 'linux') skip(this, 'needs /proc to find the process');
    const [port, simulatorPort] = await twoPorts();
    const demo = start(['--port', String(port), '--simulator-port', String(simulatorPort)]);
    await demo.output.waitFor('the end of the start', (line) => line.includes('Ctrl-C'), 120);
    process.kill(findProcess(['--host', HOST, '--port', String(simulatorPort)]), 'SIGKILL');
    assert.deepEqual(await demo.ended(20), { code: 1, signal: null });
    assert.match(demo.text, /The simulator has ended by signal SIGKILL\./);
    await nothingLeft(demo, [port, simulatorPort]);
  });

  for (const { option, used } of [
    { option: '--port', used: 0 },
    { option: '--simulator-port', used: 1 },
  ]) {
    it(`says that a port is in use, and how to choose another one: ${option}`, async () => {
      const ports = await twoPorts();
      const server = await listen(ports[used] ?? 0);
      const demo = start(['--port', String(ports[0]), '--simulator-port', String(ports[1])]);
      assert.deepEqual(await demo.ended(60), { code: 1, signal: null });
      server.close();
      assert.match(demo.text, new RegExp(`Port ${ports[used] ?? 0} .* is in use by another program`));
      assert.match(demo.text, new RegExp(`npm start -- ${option} <number>`));
      await nothingLeft(demo, ports);
    });
  }

  it('says that the package is not built, and how to build it', async () => {
    const copy = temporaryDirectory();
    for (const name of ['package.json', 'scripts', 'examples']) {
      cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
    }
    mkdirSync(path.join(copy, 'dist'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    const demo = start([], { cwd: copy });
    assert.deepEqual(await demo.ended(60), { code: 1, signal: null });
    assert.equal(demo.text, 'dist/appliance.js is missing: run "npm run build" first');
    assert.deepEqual(demo.directories, []);
  });

  it('takes no port that is none', async () => {
    const demo = start(['--port', 'editor']);
    assert.deepEqual(await demo.ended(60), { code: 2, signal: null });
    assert.equal(demo.text, '--port must be a port from 1 to 65535, but is "editor"');
  });
});

async function nothingLeft(demo: DemoProcess, ports: readonly number[]): Promise<void> {
  assert.deepEqual(demo.directories, []);
  for (const port of ports) assert.equal(await portProblem(port), undefined, `port ${port}`);
}

async function twoPorts(): Promise<[number, number]> {
  return [await freePort(), await freePort()];
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => {
      resolve(server);
    });
  });
}
