import assert from 'node:assert/strict';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
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

/** Runs the demo's command line in a process whose temporary directories are in one of the test's. */
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
    // SIGTERM, so that the demo can end its own processes.
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

  /** The demo's leftover directories. tsx keeps its cache beside them. */
  get directories(): string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith('activelogic-'));
  }
}

describe('npm start', function () {
  this.timeout(180_000);
  const started: DemoProcess[] = [];

  /** Runs what `npm start` runs, but without npm's shell, so that the exit code is the demo's. */
  function start(
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): DemoProcess {
    return keep(
      new DemoProcess(process.execPath, ['--require', 'tsx/cjs', 'scripts/demo.ts', ...args], options),
    );
  }

  function keep(demo: DemoProcess): DemoProcess {
    started.push(demo);
    return demo;
  }

  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ child }) => child.end()));
  });

  it('shows the examples at work and an alarm within a minute, and ends on Ctrl-C', async function () {
    const browser = await startChromium(this);
    const [port, simulatorPort] = await twoPorts();
    const demo = keep(
      new DemoProcess(
        'npm',
        ['start', '--', '--port', String(port), '--simulator-port', String(simulatorPort)],
        { cwd: copyOf(readdirSync(ROOT).filter((name) => !/^(\.git|node_modules|dist|test)$/.test(name))) },
      ),
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
      await comms.debug.waitFor('an alarm', ({ msg }) => msg.includes(' (Warning): QUIC on '), 120);
      await dashboard.rowsWhen('alarms', (rows) => rows.some(([service]) => service === 'QUIC'));
      assert.deepEqual(browser.complaints, []);
    } finally {
      comms.close();
      await browser.stop();
    }
    assert.equal(demo.directories.length, 1);

    // A terminal signals the whole group.
    process.kill(-(demo.child.pid ?? NaN), 'SIGINT');
    const { code, signal } = await demo.ended(20);
    // The shell between npm and the demo can end by the signal itself.
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

  it('says which of the two processes has died, and ends the other', async function () {
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
    it(`says that a port is in use, and how to choose another: ${option}`, async () => {
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
    const demo = start([], { cwd: copyOf(['package.json', 'scripts', 'examples']) });
    assert.deepEqual(await demo.ended(60), { code: 1, signal: null });
    assert.equal(demo.text, 'dist/nodes/appliance/appliance.js is missing: run "npm run build" first');
    assert.deepEqual(demo.directories, []);
  });

  it('refuses an invalid port', async () => {
    const demo = start(['--port', 'editor']);
    assert.deepEqual(await demo.ended(60), { code: 2, signal: null });
    assert.equal(demo.text, '--port must be a port from 1 to 65535, but is "editor"');
  });
});

/**
 * A folder with copies of the named files and without a build. To remove the real build would break other
 * tests.
 */
function copyOf(names: readonly string[]): string {
  const copy = temporaryDirectory();
  for (const name of names) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

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
