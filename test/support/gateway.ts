import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Context } from 'mocha';
import { Child, describeEnding, type Ending } from '../../scripts/demo/child';
import { atEnd } from './at-end';
import { skip } from './compat';
import { Recorder } from './recorder';
import { ROOT } from './root';
import { within } from './within';

/** The folder of the gateway's Python package. */
export const GATEWAY = path.join(ROOT, 'gateway');
/** The folder of the stand-in for the vendor's package. */
export const STAND_IN = path.join(ROOT, 'test', 'gateway', 'stand-in');

let found: string | undefined;

/**
 * A Python that has the package websockets: `GATEWAY_PYTHON`, Debian's, or another. Skips the test if there
 * is none.
 */
export function python(test: Context): string {
  found ??= [process.env.GATEWAY_PYTHON ?? [], '/usr/bin/python3', 'python3']
    .flat()
    .find((candidate) => spawnSync(candidate, ['-c', 'import websockets']).status === 0);
  return found ?? skip(test, 'no Python has websockets, which Debian has in python3-websockets');
}

/** How to start a gateway. */
export interface GatewayPlan {
  /** The URL of its appliance. */
  upstream?: string;
  args?: readonly string[];
  /** Variants of the stand-in for the vendor's package; its source lists them. */
  standIn?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** The folder of the gateway, if not in the source tree. */
  folder?: string;
}

/** What Python prints for an error that the gateway does not handle. */
const BUG = /Traceback|Exception ignored|never retrieved|never awaited|was destroyed|ERROR/;

/** A gateway in a child process. */
export class Gateway {
  /** Everything that it has printed and logged. */
  readonly lines = new Recorder<string>();
  readonly ended: Promise<Ending>;

  private constructor(private readonly child: Child) {
    this.ended = child.ended;
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        this.lines.add(line);
      });
    }
    atEnd(() => {
      child.kill();
    });
  }

  /** Starts it, without waiting for the outcome. */
  static launch(test: Context, plan: GatewayPlan): Gateway {
    const upstream = plan.upstream === undefined ? [] : ['--upstream', plan.upstream];
    // Turns Python's warnings into errors, for example about a coroutine that is never awaited or a socket
    // that is never closed.
    const args = ['-W', 'error', '-m', 'activelogic_gateway', ...upstream, ...(plan.args ?? [])];
    return new Gateway(
      new Child('the gateway', python(test), args, {
        cwd: plan.folder ?? GATEWAY,
        env: gatewayEnvironment(plan),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Resolves when it listens, by default on any free port. */
  static async start(test: Context, plan: GatewayPlan & { upstream: string }): Promise<Gateway> {
    const gateway = Gateway.launch(test, { ...plan, args: ['--port', '0', ...(plan.args ?? [])] });
    const died = gateway.ended.then((ending) => {
      throw new Error(`The gateway has ended ${describeEnding(ending)}:\n${gateway.lines.all.join('\n')}`);
    });
    const ready = gateway.lines.waitFor('a gateway that listens', (line) => line.startsWith('Listening on'));
    await Promise.race([ready, died]);
    died.catch(() => undefined);
    return gateway;
  }

  /** The URL of its views. */
  get url(): string {
    const [, url] = this.lines.all.flatMap((line) => /^Listening on (\S+)$/.exec(line) ?? []);
    if (url === undefined) throw new Error('The gateway does not listen');
    return url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    assert(this.child.pid !== undefined);
    return this.child.pid;
  }

  /** Its log lines with that level and text. */
  logged(level: 'WARNING' | 'INFO', text: RegExp): string[] {
    return this.lines.all.filter((line) => line.includes(` ${level} `) && text.test(line));
  }

  /** Waits for a line of its log. */
  untilLogged(text: RegExp): Promise<string> {
    return this.lines.waitFor(String(text), (line) => text.test(line), 10);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.signal(signal);
  }

  /** Sends it a signal, and checks that it ends by itself and without unexpected errors. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.signal(signal);
    const ending = await within(10, this.ended, () => `It does not end: ${this.lines.all.join('\n')}`);
    assert.deepEqual(ending, { code: 0, signal: null }, this.lines.all.join('\n'));
    this.checkLines();
  }

  /** Checks that there was no unexpected error. */
  checkLines(): void {
    assert(!this.lines.all.some((line) => BUG.test(line)), this.lines.all.join('\n'));
  }

  kill(): void {
    this.child.kill();
  }
}

function gatewayEnvironment({ standIn = [], env = {} }: GatewayPlan): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONPATH: STAND_IN,
    PYTHONDONTWRITEBYTECODE: '1',
    STAND_IN: standIn.join(','),
    ...env,
  };
}

/** What a Python program prints that can import the gateway's modules. */
export function runPython(test: Context, program: string, input = ''): string {
  return execFileSync(python(test), ['-W', 'error', '-c', program], {
    cwd: GATEWAY,
    env: gatewayEnvironment({}),
    input,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 2 ** 26,
  });
}
