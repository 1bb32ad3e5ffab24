import { createWriteStream, fstatSync, openSync, rmSync, statSync } from 'node:fs';
import { Writable } from 'node:stream';

/** The destination of a recording. */
export interface Output {
  stream: Writable;
  /** Its name in messages. */
  name: string;
  /** In bytes; `undefined` for a pipe or anything else without a size, and for a file that has been removed. */
  size: () => number | undefined;
  /** Removes an empty output. */
  discard: () => void;
}

/** The output cannot be opened. */
export class NoOutput extends Error {
  override readonly name = 'NoOutput';
}

/**
 * Opens a file, or the standard output for `-`. An existing file is not overwritten: it may be the only recording of
 * a fault.
 *
 * @throws NoOutput
 */
export function openOutput(file: string): Output {
  if (file === '-') return standardOutput();
  let descriptor: number;
  try {
    // A device or a pipe always exists.
    descriptor = openSync(file, isSpecial(file) ? 'w' : 'wx');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new NoOutput(
      code === 'EEXIST'
        ? `${file} already exists; choose another name with --output`
        : `${file} cannot be written: ${message}`,
    );
  }
  const isFile = fstatSync(descriptor).isFile();
  return {
    stream: createWriteStream(file, { fd: descriptor }),
    name: file,
    size: () => (isFile ? statSync(file, { throwIfNoEntry: false })?.size : undefined),
    discard: () => {
      if (isFile) rmSync(file, { force: true });
    },
  };
}

function isSpecial(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile();
}

/** The standard output itself cannot be ended. */
function standardOutput(): Output {
  return {
    stream: new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        process.stdout.write(chunk, done);
      },
    }),
    name: 'the standard output',
    size: () => undefined,
    discard: () => undefined,
  };
}
