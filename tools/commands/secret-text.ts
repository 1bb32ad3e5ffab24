import { WrongUsage } from './arguments';

/** The rest of an unset variable that was not replaced. */
const VARIABLE = /^\$\{[^{}]*\}$/;

/** Characters that no secret contains, and the replacement for bytes that are not text. */
const GARBAGE = /[\p{Cc}\ufffd]/u;

/**
 * Checks a secret and returns it as it will be sent.
 *
 * @param source an option or a variable, for messages
 * @throws WrongUsage for an unusable secret; the message does not show it
 */
export function secretText(source: string, text: string): string {
  const bare = text.replace(/^\ufeff/, '');
  if (VARIABLE.test(bare))
    throw new WrongUsage(`${source} contains the name of a variable, ${bare}, instead of its value`);
  if (GARBAGE.test(bare)) throw new WrongUsage(`${source} contains characters that a secret cannot have`);
  return bare;
}

/**
 * The first line of a file: editors end it with a line feed. Windows writes such files in UTF-16, or with a byte
 * order mark.
 *
 * @param source an option, for messages
 * @throws WrongUsage
 */
export function firstLine(source: string, content: Buffer): string {
  const [line = ''] = textOf(source, content).split(/\r?\n/, 1);
  return line;
}

/**
 * The text of a file.
 *
 * @param source an option, for messages
 * @throws WrongUsage
 */
export function textOf(source: string, content: Buffer): string {
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    throw new WrongUsage(`${source} must be a file in UTF-8, or in UTF-16 with a byte order mark`);
  }
}
