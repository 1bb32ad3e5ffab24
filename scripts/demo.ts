/**
 * The demo behind `npm start`. Exit codes: 0 when a signal ended it, 1 when it cannot run or a part of it has
 * stopped, 2 for wrong options.
 */
import path from 'node:path';
import { Demo, DemoFailure } from './demo/demo';
import { NpmFailure } from './demo/npm';
import { HELP, readOptions, UnusableOption } from './demo/options';
import { NotBuilt } from './demo/package';

/** Errors whose message is all that you need. */
const EXPECTED = [DemoFailure, NotBuilt, NpmFailure, UnusableOption];

void main();

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options) await run(new Demo(path.join(__dirname, '..'), options, print));
    else process.stdout.write(HELP);
  } catch (error) {
    const expected = EXPECTED.some((kind) => error instanceof kind);
    process.stderr.write(
      `${expected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = error instanceof UnusableOption ? 2 : 1;
  }
}

async function run(demo: Demo): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = (): void => {
    void demo.end();
  };
  for (const signal of signals) process.on(signal, end);
  // If this process dies, it leaves nothing behind.
  process.once('exit', () => {
    demo.destroy();
  });
  try {
    await demo.run();
  } finally {
    await demo.end();
    for (const signal of signals) process.off(signal, end);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
