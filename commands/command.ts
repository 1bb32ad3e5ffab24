import { readFileSync } from 'node:fs';
import path from 'node:path';
import { helpText, type Options, readArguments, type Usage, type Values, WrongUsage } from './arguments';

/**
 * How a command ended: 0 it did what it was asked to, 1 it could not, or has found something wrong, 2 it was called
 * in a way that cannot be.
 */
export type ExitCode = 0 | 1 | 2;

/**
 * A command's frame: help, version, wrong usage, and its exit code. What still keeps the process when a command is over,
 * such as the look-up of a name, which cannot be given up, does not hold it.
 *
 * @param run says how it ended; throws {@link WrongUsage} for values that cannot be
 */
export async function runCommand<T extends Options>(
  usage: Usage<T>,
  run: (values: Values<T>, argument: string) => Promise<ExitCode>,
): Promise<void> {
  endWithReader();
  try {
    const request = readArguments(usage, process.argv.slice(2));
    switch (request.kind) {
      case 'help':
        print(helpText(usage));
        break;
      case 'version':
        print(`${version()}\n`);
        break;
      case 'run':
        await leave(await run(request.values, request.argument));
    }
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    complain(`${error.message}\nSee ${usage.name} --help`);
    process.exitCode = 2;
  }
}

export function print(text: string): void {
  process.stdout.write(text);
}

/** Says what is wrong, apart from what the command prints. */
export function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Calls back once when the user or the system ends the command; a second signal ends the process at once. */
export function onEnd(end: () => void): void {
  const once = (): void => {
    process.off('SIGINT', once).off('SIGTERM', once);
    end();
  };
  process.on('SIGINT', once).on('SIGTERM', once);
}

/** The version of the package. */
export function version(): string {
  const file = path.join(__dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Ends the process once all is written. */
async function leave(code: ExitCode): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit(code);
}

/** `… | head` closes the pipe when it has seen enough: that is no failure to tell of. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
