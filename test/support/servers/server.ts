import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { Child, describeEnding } from '../../../scripts/demo/child';
import { atEnd } from '../at-end';
import { skip } from '../compat';
import { Recorder } from '../recorder';

/** How a test starts one of Debian's servers, on its own port and without its service. */
export interface ServerPlan {
  /** Debian's package. */
  package: string;
  binary: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** The line that it prints when it listens. */
  ready: RegExp;
  /** Collects its lines, perhaps along with others. By default a new recorder. */
  lines?: Recorder<string>;
}

/** A real server in a child process, for as long as a test needs it. */
export class Server {
  private constructor(
    private readonly child: Child,
    /** What it has printed. */
    readonly lines: Recorder<string>,
  ) {
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        this.lines.add(line);
      });
    }
  }

  /** Resolves when it listens. Skips the test if it is not installed. */
  static start(test: Context, plan: ServerPlan): Promise<Server> {
    requireInstalled(test, plan);
    return Server.launch(plan);
  }

  /**
   * The same outside tests.
   *
   * @throws Error if it ends before it listens
   */
  static async launch(plan: ServerPlan): Promise<Server> {
    const child = new Child(plan.package, plan.binary, plan.args, {
      ...(plan.env ? { env: { ...process.env, ...plan.env } } : {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      child.kill();
    });
    const server = new Server(child, plan.lines ?? new Recorder<string>());
    const died = child.ended.then((ending) => {
      throw new Error(`${plan.package} has ended ${describeEnding(ending)}:\n${server.lines.all.join('\n')}`);
    });
    const ready = server.lines.waitFor('a server that listens', (line) => plan.ready.test(line));
    try {
      await Promise.race([ready, died]);
    } catch (error) {
      await server.stop();
      throw error;
    }
    // From here on it can end. `ended` reports that to every caller that needs it.
    died.catch(() => undefined);
    return server;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  stop(): Promise<void> {
    return this.child.end();
  }
}

function requireInstalled(test: Context, plan: ServerPlan): void {
  if (!existsSync(plan.binary)) skip(test, `there is no ${plan.binary}, which Debian has in ${plan.package}`);
}
