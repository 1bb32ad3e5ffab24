import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Calls, Order, Reply } from './orders';

/** How long a process may take to start, ms. Node-RED takes a few seconds, many on a busy machine. */
const START_TIMEOUT = 120_000;

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** A process of the benchmark, seen from the main process. */
export class Worker<T extends Calls<T>> {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly started: Promise<unknown>;
  /** Rejects when the process has ended or cannot work. */
  private readonly lost: Promise<never>;
  private orders = 0;

  /** @param script a TypeScript file in this folder's parent, without its ending */
  constructor(
    private readonly name: string,
    script: string,
    start: object = {},
  ) {
    // With ten core nodes on one client, Node.js would warn about the number of listeners.
    this.child = fork(path.join(__dirname, '..', `${script}.ts`), [JSON.stringify(start)], {
      execArgv: ['--no-warnings', '--require', 'tsx/cjs'],
      // Standard output is only for the result, so logs go elsewhere.
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    });
    this.lost = new Promise((_resolve, reject) => {
      this.child.on('message', (answer: Answer) => {
        if ('failed' in answer) reject(new Error(`${name}: ${answer.failed}`));
      });
      this.child.on('error', reject);
      this.child.once('exit', (code, signal) => {
        reject(new Error(`${name} ended with ${signal ?? `exit code ${code ?? 'unknown'}`}`));
      });
    });
    // The process may also end while nothing waits for it. A rejection without a handler would then end the run.
    this.lost.catch(() => undefined);
    this.started = new Promise((resolve) => {
      this.child.on('message', (answer: Answer) => {
        if ('ready' in answer) resolve(answer.ready);
        else if ('id' in answer) this.take(answer);
      });
    });
  }

  /**
   * Resolves with what the process sends once it takes orders.
   *
   * @throws Error if it ends, cannot work, or takes too long
   */
  async ready(): Promise<unknown> {
    const timeout = new AbortController();
    try {
      return await Promise.race([
        this.whileAlive(this.started),
        delay(START_TIMEOUT, undefined, { signal: timeout.signal }).then(() => {
          throw new Error(`${this.name} was not ready after ${START_TIMEOUT / 1000} s`);
        }),
      ]);
    } finally {
      timeout.abort();
    }
  }

  /** Waits for work that needs this process. Without the process, the work would never end. */
  whileAlive<R>(work: Promise<R>): Promise<R> {
    return Promise.race([work, this.lost]);
  }

  /** @throws Error from the process, or if the process ends */
  call<K extends keyof T & string>(name: K, order: Parameters<T[K]>[0]): Promise<Awaited<ReturnType<T[K]>>> {
    const id = ++this.orders;
    const answer = new Promise<Awaited<ReturnType<T[K]>>>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, name, order } satisfies Order);
    });
    return this.whileAlive(answer);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private take(answer: Reply): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(`${this.name}: ${answer.error}`));
    else waiting?.resolve(answer.answer as never);
  }
}
