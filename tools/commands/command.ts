import { readFileSync } from 'node:fs';
import { printable } from '../../lib/printable';
import { helpText, type Options, readArguments, type Usage, type Values, WrongUsage } from './arguments';

/** How a command ended. 0: done. 1: failed, or found a fault. 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs a command: help, version, wrong usage and exit code. It exits even if something keeps the process alive, such
 * as a look-up of a name, which Node.js cannot cancel.
 *
 * @param run returns the exit code; throws {@link WrongUsage} for invalid values
 */
export async function runCommand<T extends Options>(
  usage: Usage<T>,
  run: (values: Values<T>, argument: string) => Promise<ExitCode>,
): Promise<void> {
  surviveReaders();
  try {
    const request = readArguments(usage, process.argv.slice(2));
    switch (request.kind) {
      case 'help':
        printAsIs(helpText(usage));
        break;
      case 'version':
        print(version());
        break;
      case 'run':
        await leave(await run(request.values, request.argument));
    }
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    complain(error.message, `See ${usage.name} --help`);
    process.exitCode = 2;
  }
}

/** Prints lines. Texts from elsewhere can neither break them nor control the terminal. */
export function print(...lines: string[]): void {
  printAsIs(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** Prints a text as it is. All texts from elsewhere in it must be printable already. */
export function printAsIs(text: string): void {
  process.stdout.write(text);
}

/** Prints what is wrong, line by line, to the standard error. */
export function complain(...lines: string[]): void {
  process.stderr.write(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** Calls back once when the user or the system ends the command. A second signal ends the process at once. */
export function onEnd(end: () => void): void {
  const once = (): void => {
    process.off('SIGINT', once).off('SIGTERM', once);
    end();
  };
  process.on('SIGINT', once).on('SIGTERM', once);
}

/** The version of the package. */
export function version(): string {
  const file = require.resolve('node-red-contrib-activelogic/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Ends the process once everything is written. */
async function leave(code: ExitCode): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit(code);
}

/** Survives broken outputs: `… | head` closes a pipe when it has seen enough, and a disk may be full. */
function surviveReaders(): void {
  let read = true;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that stops early is no failure. The work goes on, so that the exit code tells how it went.
    if (code === 'EPIPE') read = false;
    if (!read) return;
    complain(`The standard output cannot be written: ${message}`);
    process.exit(1);
  });
  // A command works even if nothing reads its error output. There is no place left to report that.
  process.stderr.on('error', () => undefined);
}
