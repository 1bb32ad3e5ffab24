/** The soak behind `npm run soak`; see `options.ts` for its exit codes. */
import { NpmFailure } from '../../scripts/demo/npm';
import { NotBuilt } from '../../scripts/demo/package';
import { HELP, readOptions, type SoakOptions, UnusableOption } from './options';
import { Run } from './run';

/** Errors whose message is enough, without a stack. */
const EXPECTED = [NotBuilt, NpmFailure, UnusableOption];
const INTERRUPTED = 130;

void main();

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options) await soak(options);
    else process.stdout.write(HELP);
  } catch (error) {
    const expected = EXPECTED.some((kind) => error instanceof kind);
    process.stderr.write(
      `${expected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = error instanceof UnusableOption ? 2 : 1;
  }
}

async function soak(options: SoakOptions): Promise<void> {
  const run = new Run(options, (line) => {
    process.stdout.write(`${line}\n`);
  });
  const interrupt = (): void => {
    run.interrupt();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  // Clean up on every exit, even after an unexpected error.
  process.once('exit', () => {
    run.destroy();
  });
  const held = await run.run();
  for (const signal of signals) process.off(signal, interrupt);
  process.exitCode = run.interrupted ? INTERRUPTED : held ? 0 : 1;
}
