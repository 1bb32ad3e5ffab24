/** Characters that break a log's lines, control a terminal or reverse the reading direction, and half surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Puts a text on one line, for a log or a terminal. Every text from elsewhere passes through here before it is shown.
 */
export function printable(text: string): string {
  return text.replace(/[\t\n\v\f\r\u2028\u2029]/g, ' ').replace(UNPRINTABLE, '\ufffd');
}

/** Makes JSON that is safe to print. Characters that would control a terminal become escapes, so no value changes. */
export function printableJson(value: unknown, indent?: number): string {
  const lines = JSON.stringify(value, undefined, indent).split('\n');
  return lines.map((line) => line.replace(UNPRINTABLE, escaped)).join('\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
