import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The time that a process gets to end by itself, ms. */
const GRACE = 10_000;

/**
 * A process and its children as one unit that can be ended. It leads its own process group, so Ctrl-C in a terminal
 * reaches only this process, which then ends the others in order.
 */
export class Child {
  readonly ended: Promise<Ending>;
  private readonly process: ChildProcess;
  private running = true;

  constructor(
    /** Its name in messages. */
    readonly name: string,
    command: string,
    args: readonly string[],
    options: Pick<SpawnOptions, 'cwd' | 'env' | 'stdio'> = {},
  ) {
    const child = spawn(command, args, { ...options, detached: true });
    this.process = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.running = false;
        resolve({ code, signal });
      });
    });
    // A caller that waits for the end gets the error; waiting is optional.
    this.ended.catch(() => {
      this.running = false;
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Calls back with every line of a piped output. */
  onLine(output: 'stdout' | 'stderr', callback: (line: string) => void): void {
    const stream = this.process[output];
    if (!stream) throw new Error(`The ${output} of ${this.name} is not a pipe`);
    createInterface({ input: stream }).on('line', callback);
  }

  /** Calls back with every message from a process with a channel (`ipc` in its `stdio`). */
  onMessage(callback: (message: unknown) => void): void {
    this.process.on('message', callback);
  }

  /** Sends a message over that channel. Does nothing if the process has ended. */
  send(message: object): void {
    if (this.process.connected) this.process.send(message);
  }

  /** Sends a signal to the process alone. Does nothing if it has ended. */
  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Asks the process to end, kills it if it does not, and resolves when it is over. */
  async end(): Promise<void> {
    if (!this.running) return;
    this.signal('SIGTERM');
    const timeout = setTimeout(() => {
      this.kill();
    }, GRACE);
    // A process that could not be started has also ended. Callers of `ended` get the reason.
    await this.ended.catch(() => undefined);
    clearTimeout(timeout);
  }

  /** Kills the process and its children at once. */
  kill(): void {
    const { pid } = this.process;
    if (!this.running || pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // This platform has no process groups, or the group is already gone.
      this.process.kill('SIGKILL');
    }
  }
}

/** How a process ended, in words. */
export function describeEnding({ code, signal }: Ending): string {
  return signal ? `by signal ${signal}` : `with exit code ${code ?? 'unknown'}`;
}
