import * as buffer from 'node:buffer';

/** Node.js 18.15 and later; the type package of the oldest supported version does not know it. */
const { isAscii } = buffer as { isAscii?: (data: Buffer) => boolean };

/**
 * The text of a frame, which ws has found to be UTF-8. Where all of it is ASCII, as a frame of numbers and addresses is,
 * it need not be decoded: that saves 3 % of the time that a node needs for an update of 1,000 rows, 10 % for one of 10,000.
 */
export function frameText(data: Buffer): string {
  return isAscii?.(data) ? data.toString('latin1') : data.toString();
}
