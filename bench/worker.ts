import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Order } from './orders';

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** A process of the benchmark's, and what it is ordered to do. */
export class Worker<T extends { [K in keyof T]: { order: unknown; answer: unknown } }> {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly started: Promise<unknown>;
  private orders = 0;

  /** @param script compiled, see `compile.ts` */
  constructor(
    readonly name: string,
    script: string,
    args: readonly string[],
    nodeOptions: readonly string[] = [],
  ) {
    this.child = fork(script, args, {
      execArgv: [...nodeOptions],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.started = new Promise((resolve, reject) => {
      this.child.on('message', (answer: Answer) => {
        if ('ready' in answer) resolve(answer.ready);
        else this.take(answer);
      });
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        const error = new Error(`${name} has ended with ${signal ?? `exit code ${code ?? 'unknown'}`}`);
        reject(error);
        for (const { reject: refuse } of this.waiting.values()) refuse(error);
        this.waiting.clear();
      });
    });
  }

  /** Resolves with what the process has to say once it can be ordered to do something. */
  ready(): Promise<unknown> {
    return this.started;
  }

  /** @throws Error what has gone wrong in the process, or that it has ended */
  order<K extends keyof T & string>(name: K, order: T[K]['order']): Promise<T[K]['answer']> {
    const id = ++this.orders;
    return new Promise<T[K]['answer']>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, name, order } satisfies Order);
    });
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private take(answer: Exclude<Answer, { ready: unknown }>): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(`${this.name}: ${answer.error}`));
    else waiting?.resolve(answer.answer as never);
  }
}
