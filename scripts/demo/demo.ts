import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child, describeEnding } from './child';
import { readExample } from './example';
import { dashboardUrl, editorUrl, nodeRedArguments, ownNodeRed, writeUserDirectory } from './node-red';
import type { DemoOptions } from './options';
import { checkBuilt, install, pack, readManifest } from './package';
import { HOST, portProblem } from './ports';

/** Why the demo cannot start, or has stopped. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

/** The time that Node-RED gets to answer, ms; enough for a slow machine. */
const START_DEADLINE = 120_000;
/** ms between two tries. */
const RETRY = 200;

/** The examples that the demo shows, one per tab. */
const EXAMPLES = ['first-liveview', 'live-dashboard', 'shaping-drop-alerts'] as const;

/** One service loses packets now and then, for longer than the 30 seconds that an alarm of the examples waits for. */
const REHEARSAL = 'drops:QUIC=60';

/**
 * Runs Node-RED with this package and examples, and a simulator, in a temporary directory. Like Node-RED itself, the
 * dashboard's nodes are a development dependency, so Node-RED finds them next to it.
 */
export class Demo {
  private readonly children: Child[] = [];
  private readonly print: (line: string) => void;
  private directory: string | undefined;
  private ending: Promise<void> | undefined;

  constructor(
    private readonly root: string,
    private readonly options: DemoOptions,
    print: (line: string) => void,
  ) {
    this.print = (line) => {
      if (!this.ending) print(line);
    };
  }

  /**
   * Starts everything, and runs until a part of it stops.
   *
   * @throws DemoFailure, NotBuilt, NpmFailure; not after {@link end} was called
   */
  async run(): Promise<void> {
    try {
      await this.startAll();
    } catch (error) {
      if (!this.ending) throw error;
    }
  }

  private async startAll(): Promise<void> {
    checkBuilt(this.root);
    const { port, simulatorPort } = this.options;
    await checkPort(simulatorPort, 'the simulator', '--simulator-port');
    await checkPort(port, 'Node-RED', '--port');
    const directory = mkdtempSync(path.join(tmpdir(), 'activelogic-demo-'));
    this.directory = directory;
    this.print('Installing the package for a new Node-RED …');
    const flows = EXAMPLES.flatMap((name) => readExample(this.root, name, simulatorPort));
    writeUserDirectory(directory, { port, flows, logLevel: 'warn' });
    await this.install(directory);
    const simulator = await this.startSimulator();
    const nodeRed = this.start('Node-RED', nodeRedArguments(ownNodeRed(), directory), 'inherit');
    const stopped = Promise.race([simulator, nodeRed].map(failWhenEnded));
    await Promise.race([this.untilEditorAnswers(), stopped]);
    this.print(`Dashboard  ${dashboardUrl(port)}`);
    this.print(`Node-RED   ${editorUrl(port)}  (three examples, a tab each: open the debug sidebar)`);
    this.print(
      'Within a minute shaping has dropped packets for long enough, and an alarm arrives; it is over a minute later.',
    );
    this.print('Press Ctrl-C to end everything.');
    await stopped;
  }

  /** Ends everything and removes the directory. */
  end(): Promise<void> {
    this.ending ??= this.stopAll();
    return this.ending;
  }

  private async stopAll(): Promise<void> {
    // Node-RED first: if the simulator went first, Node-RED would warn of a lost appliance.
    for (const child of [...this.children].reverse()) await child.end();
    this.removeDirectory();
  }

  /** Like {@link end}, but at once, for a process that is about to exit. */
  destroy(): void {
    for (const child of this.children) child.kill();
    this.removeDirectory();
  }

  private removeDirectory(): void {
    if (this.directory === undefined) return;
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  private async install(directory: string): Promise<void> {
    const packing = pack(this.root, directory);
    this.adopt(packing.child);
    const installing = install([await packing.tarball], directory);
    this.adopt(installing.child);
    await installing.output;
  }

  /** Resolves when the simulator listens. */
  private async startSimulator(): Promise<Child> {
    const { bin } = readManifest(this.root);
    const script = path.join(this.root, bin['activelogic-simulator'] ?? '');
    const simulator = this.start(
      'The simulator',
      [script, '--host', HOST, '--port', String(this.options.simulatorPort), '--rehearse', REHEARSAL],
      'pipe',
    );
    const listens = new Promise<void>((resolve) => {
      // The first line is its address.
      simulator.onLine('stdout', (line) => {
        this.print(`Simulator  ${line}`);
        resolve();
      });
    });
    await Promise.race([listens, failWhenEnded(simulator)]);
    return simulator;
  }

  private async untilEditorAnswers(): Promise<void> {
    const deadline = Date.now() + START_DEADLINE;
    const url = editorUrl(this.options.port);
    for (;;) {
      if (await answers(url)) return;
      if (Date.now() > deadline) {
        throw new DemoFailure(`Node-RED does not answer at ${url} after ${START_DEADLINE / 1000} s`);
      }
      await delay(RETRY);
    }
  }

  private start(name: string, args: readonly string[], stdout: 'inherit' | 'pipe'): Child {
    const child = new Child(name, process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
    this.adopt(child);
    return child;
  }

  private adopt(child: Child): void {
    this.children.push(child);
    // It was ended between two steps.
    if (this.ending) throw new DemoFailure('The demo is ending');
  }
}

async function checkPort(port: number, user: string, option: string): Promise<void> {
  const problem = await portProblem(port);
  if (problem === undefined) return;
  const cause =
    problem === 'EADDRINUSE'
      ? `is in use by another program (${problem})`
      : `cannot be listened on (${problem})`;
  throw new DemoFailure(
    `Port ${port} of ${HOST} for ${user} ${cause}.\nChoose another one with: npm start -- ${option} <number>`,
  );
}

/** Rejects when the process ends. */
async function failWhenEnded(child: Child): Promise<never> {
  const ending = await child.ended;
  throw new DemoFailure(`${child.name} has ended ${describeEnding(ending)}.`);
}

/** @throws DemoFailure for an error that retrying does not fix */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return false;
    throw new DemoFailure(`Cannot ask for ${url}: ${message}`);
  }
}
