import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** ms that a process has to end by itself when it is told to. */
const GRACE = 10_000;

/**
 * A process, and those that it starts, as one thing that can be ended. It is the leader of a group of its own, so
 * that Ctrl-C in a terminal reaches this process only, which then ends the others in order.
 */
export class Child {
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  #running = true;

  constructor(
    /** For messages. */
    readonly name: string,
    command: string,
    args: readonly string[],
    options: Pick<SpawnOptions, 'cwd' | 'env' | 'stdio'> = {},
  ) {
    const child = spawn(command, args, { ...options, detached: true });
    this.#process = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#running = false;
        resolve({ code, signal });
      });
    });
    // Whoever waits for the end hears of it; nobody has to.
    this.ended.catch(() => {
      this.#running = false;
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Calls back with every line of an output that is a pipe. */
  onLine(output: 'stdout' | 'stderr', callback: (line: string) => void): void {
    const stream = this.#process[output];
    if (!stream) throw new Error(`The ${output} of ${this.name} is not a pipe`);
    createInterface({ input: stream }).on('line', callback);
  }

  /** Calls back with every message of a process that was started with a channel (`ipc` in its `stdio`). */
  onMessage(callback: (message: unknown) => void): void {
    this.#process.on('message', callback);
  }

  /** Sends it a message over that channel; nothing happens when the process has ended. */
  send(message: object): void {
    if (this.#process.connected) this.#process.send(message);
  }

  /** Sends a signal to the process alone; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Asks the process to end, cuts off what does not, and resolves when it has. */
  async end(): Promise<void> {
    if (!this.#running) return;
    this.signal('SIGTERM');
    const timeout = setTimeout(() => {
      this.kill();
    }, GRACE);
    // A process that could not be started has ended, too; whoever waits for it hears why.
    await this.ended.catch(() => undefined);
    clearTimeout(timeout);
  }

  /** Cuts off the process and those that it has started, at once. */
  kill(): void {
    const { pid } = this.#process;
    if (!this.#running || pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // No groups of processes on this platform, or the group is gone already.
      this.#process.kill('SIGKILL');
    }
  }
}

/** How a process ended, in words. */
export function describeEnding({ code, signal }: Ending): string {
  return signal ? `by signal ${signal}` : `with exit code ${code ?? 'unknown'}`;
}
