import { closeSync, openSync, readSync } from 'node:fs';
import { wrongOption } from './arguments';

/**
 * A number, or nothing if the option is not given.
 *
 * @throws WrongUsage
 */
export function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrongOption(option, 'a number', text);
  return Number(text);
}

/** @throws WrongUsage for a number that is not above 0 */
export function positiveOf(option: string, text: string | undefined): number | undefined {
  const number = numberOf(option, text);
  if (number !== undefined && number <= 0) throw wrongOption(option, 'a number above 0', text);
  return number;
}

/** @throws WrongUsage for a number that is not whole or not above 0 */
export function countOf(option: string, text: string | undefined): number | undefined {
  const number = numberOf(option, text);
  if (number !== undefined && !(Number.isSafeInteger(number) && number > 0))
    throw wrongOption(option, 'a whole number above 0', text);
  return number;
}

/**
 * The content of a file; `-` is the standard input.
 *
 * @throws WrongUsage
 */
export function readFile(option: string, file: string): Buffer {
  try {
    return readAll(file);
  } catch (error) {
    throw wrongOption(option, `a file that can be read (${(error as Error).message})`, file);
  }
}

/** The largest file to read at once, bytes. These files are secrets, keys or lists of certificates, not devices. */
const LARGEST_FILE = 16 * 1024 * 1024;

function readAll(file: string): Buffer {
  const descriptor = file === '-' ? 0 : openSync(file, 'r');
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = Buffer.alloc(65_536);
      const read = readSync(descriptor, piece);
      if (read === 0) return Buffer.concat(pieces);
      length += read;
      if (length > LARGEST_FILE) throw new Error('it is larger than 16 MiB');
      pieces.push(piece.subarray(0, read));
    }
  } finally {
    if (file !== '-') closeSync(descriptor);
  }
}
