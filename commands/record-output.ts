import { createWriteStream, fstatSync, openSync, statSync, unlinkSync } from 'node:fs';
import { Writable } from 'node:stream';

/** Where a recording goes. */
export interface Output {
  stream: Writable;
  /** For messages. */
  name: string;
  /** bytes; `undefined` for what has no size, such as a pipe. */
  size: () => number | undefined;
  /** Takes it away again: there is nothing in it. */
  discard: () => void;
}

/** The output cannot be had. */
export class NoOutput extends Error {
  override readonly name = 'NoOutput';
}

/**
 * Opens a file, or the standard output for `-`. A file that is there already stays as it is: it may be the only
 * recording of a fault.
 *
 * @throws NoOutput
 */
export function openOutput(file: string): Output {
  if (file === '-') return standardOutput();
  let descriptor: number;
  try {
    // A device or a pipe is there by nature.
    descriptor = openSync(file, isSpecial(file) ? 'w' : 'wx');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new NoOutput(
      code === 'EEXIST'
        ? `${file} is there already; give another name with --output`
        : `${file} cannot be written: ${message}`,
    );
  }
  const isFile = fstatSync(descriptor).isFile();
  return {
    stream: createWriteStream(file, { fd: descriptor }),
    name: file,
    size: () => (isFile ? statSync(file).size : undefined),
    discard: () => {
      if (isFile) unlinkSync(file);
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
