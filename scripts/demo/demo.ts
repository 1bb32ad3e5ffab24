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

/** Why the demo cannot start, or has ended by itself; the message is for whoever started it. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

/** ms that Node-RED has to answer, also on a slow machine. */
const START_DEADLINE = 120_000;
/** ms between two tries. */
const RETRY = 200;

/** What the demo shows, a tab each. */
const EXAMPLES = ['first-liveview', 'live-dashboard', 'shaping-drop-alerts'] as const;

/** One service loses packets now and then, as it would be in earnest. */
const REHEARSAL = 'drops:QUIC';

/**
 * Node-RED with this package and examples, and a simulator, in a directory that goes with them. The dashboard's nodes are
 * a development dependency like Node-RED itself, which finds them beside it.
 */
export class Demo {
  readonly #children: Child[] = [];
  readonly #print: (line: string) => void;
  #directory: string | undefined;
  #ending: Promise<void> | undefined;

  constructor(
    private readonly root: string,
    private readonly options: DemoOptions,
    print: (line: string) => void,
  ) {
    this.#print = (line) => {
      if (!this.#ending) print(line);
    };
  }

  /**
   * Starts everything, and stays until something of it ends.
   *
   * @throws DemoFailure, NotBuilt, NpmFailure; not after {@link end} was called
   */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      if (!this.#ending) throw error;
    }
  }

  async #run(): Promise<void> {
    checkBuilt(this.root);
    const { port, simulatorPort } = this.options;
    await checkPort(simulatorPort, 'the simulator', '--simulator-port');
    await checkPort(port, 'Node-RED', '--port');
    const directory = mkdtempSync(path.join(tmpdir(), 'activelogic-demo-'));
    this.#directory = directory;
    this.#print('Installing the package for a new Node-RED …');
    const flows = EXAMPLES.flatMap((name) => readExample(this.root, name, simulatorPort));
    writeUserDirectory(directory, { port, flows, logLevel: 'warn' });
    await this.#install(directory);
    const simulator = await this.#startSimulator();
    const nodeRed = this.#start('Node-RED', nodeRedArguments(ownNodeRed(), directory), 'inherit');
    const died = Promise.race([simulator, nodeRed].map(failWhenEnded));
    await Promise.race([this.#untilEditorAnswers(), died]);
    this.#print(`Dashboard  ${dashboardUrl(port)}`);
    this.#print(`Node-RED   ${editorUrl(port)}  (three examples, a tab each: open the debug sidebar)`);
    this.#print(
      'Within a minute shaping begins to drop packets, and an alarm arrives; it ends 20 seconds later.',
    );
    this.#print('Press Ctrl-C to end everything.');
    await died;
  }

  /** Ends what was started and removes the directory. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    // The last first: to Node-RED a simulator that goes before it is an appliance that is lost, and worth a warning.
    for (const child of [...this.#children].reverse()) await child.end();
    this.#removeDirectory();
  }

  /** The same at once, for a process that is about to exit. */
  destroy(): void {
    for (const child of this.#children) child.kill();
    this.#removeDirectory();
  }

  #removeDirectory(): void {
    if (this.#directory === undefined) return;
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #install(directory: string): Promise<void> {
    const packing = pack(this.root, directory);
    this.#adopt(packing.child);
    const installing = install([await packing.tarball], directory);
    this.#adopt(installing.child);
    await installing.output;
  }

  /** Resolves when it listens. */
  async #startSimulator(): Promise<Child> {
    const { bin } = readManifest(this.root);
    const script = path.join(this.root, bin['activelogic-simulator'] ?? '');
    const simulator = this.#start(
      'The simulator',
      [script, '--host', HOST, '--port', String(this.options.simulatorPort), '--rehearse', REHEARSAL],
      'pipe',
    );
    const listens = new Promise<void>((resolve) => {
      // Its first line is its address.
      simulator.onLine('stdout', (line) => {
        this.#print(`Simulator  ${line}`);
        resolve();
      });
    });
    await Promise.race([listens, failWhenEnded(simulator)]);
    return simulator;
  }

  async #untilEditorAnswers(): Promise<void> {
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

  #start(name: string, args: readonly string[], stdout: 'inherit' | 'pipe'): Child {
    const child = new Child(name, process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
    this.#adopt(child);
    return child;
  }

  #adopt(child: Child): void {
    this.#children.push(child);
    // Told to end between two steps.
    if (this.#ending) throw new DemoFailure('The demo is ending');
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

/** @throws DemoFailure when asking fails in a way that trying again does not mend */
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
