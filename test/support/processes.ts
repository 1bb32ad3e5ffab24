import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The process whose command line contains these arguments in a row. Linux only.
 *
 * @throws Error if there is none, or more than one
 */
export function findProcess(args: readonly string[]): number {
  const wanted = `\0${args.join('\0')}\0`;
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => commandLine(name).includes(wanted));
  if (found.length !== 1) throw new Error(`${found.length} processes have the arguments ${args.join(' ')}`);
  return Number(found[0]);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(path.join('/proc', pid, 'cmdline'), 'utf8');
  } catch {
    // The process has ended since the directory was read.
    return '';
  }
}
