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

/** Where the gateway's Python package is. */
export const GATEWAY = path.join(ROOT, 'gateway');
/** Where the stand-in for the vendor's package is. */
export const STAND_IN = path.join(ROOT, 'test', 'gateway', 'stand-in');

let found: string | undefined;

/**
 * A Python that has the package websockets: `GATEWAY_PYTHON`, Debian's, or another one. Skips the test where there is
 * none.
 */
export function python(test: Context): string {
  found ??= [process.env.GATEWAY_PYTHON ?? [], '/usr/bin/python3', 'python3']
    .flat()
    .find((candidate) => spawnSync(candidate, ['-c', 'import websockets']).status === 0);
  return found ?? skip(test, 'no Python has websockets, which Debian has in python3-websockets');
}

/** How a gateway is started. */
export interface GatewayPlan {
  /** The URL of what it takes for an appliance. */
  upstream?: string;
  args?: readonly string[];
  /** What is different in the stand-in for the vendor's package, see there. */
  standIn?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Where it is, unless in the source tree. */
  folder?: string;
}

/** What is printed where something has gone wrong that nobody has thought of. */
const BUG = /Traceback|Exception ignored|never retrieved|never awaited|was destroyed|ERROR/;

/** A gateway in a process of its own. */
export class Gateway {
  /** What it has printed and logged. */
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

  /** Starts it, whatever comes of it. */
  static launch(test: Context, plan: GatewayPlan): Gateway {
    const upstream = plan.upstream === undefined ? [] : ['--upstream', plan.upstream];
    // Python's warnings, such as of a coroutine that nobody waits for or a socket that nobody closes, become errors.
    const args = ['-W', 'error', '-m', 'activelogic_gateway', ...upstream, ...(plan.args ?? [])];
    return new Gateway(
      new Child('the gateway', python(test), args, {
        cwd: plan.folder ?? GATEWAY,
        env: gatewayEnvironment(plan),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Resolves when it listens, on any free port where nothing else is said. */
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

  /** Its lines of that level and text. */
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

  /** Tells it to end, and checks that it has done so by itself, and that nothing has gone wrong in it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.signal(signal);
    const ending = await within(10, this.ended, () => `It does not end: ${this.lines.all.join('\n')}`);
    assert.deepEqual(ending, { code: 0, signal: null }, this.lines.all.join('\n'));
    this.checkLines();
  }

  /** Nothing has gone wrong in it that nobody has thought of. */
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

/** What a Python program prints that has the gateway's modules. */
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
