const BACKSLASH = 0x5c;

/**
 * Maps every string of a JSON text, and leaves the rest as it is, byte for byte: numbers that no double can be,
 * properties that are there twice and blanks all stay.
 *
 * @param json valid JSON
 * @param map gets the string's value, and whether it is a property's name
 */
export function mapStrings(json: string, map: (value: string, isKey: boolean) => string): string {
  let mapped = '';
  let copied = 0;
  for (let start = json.indexOf('"'); start !== -1; start = json.indexOf('"', copied)) {
    const end = closingQuote(json, start) + 1;
    const literal = json.slice(start, end);
    const value = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
    const result = map(value, isFollowedByColon(json, end));
    mapped += json.slice(copied, start) + (result === value ? literal : JSON.stringify(result));
    copied = end;
  }
  return mapped + json.slice(copied);
}

/** One that an even number of backslashes, or none, stands before. */
function closingQuote(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    if (end === -1) throw new SyntaxError('A string has no end');
    let escapes = 0;
    while (json.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

function isFollowedByColon(json: string, from: number): boolean {
  let at = from;
  while (' \t\r\n'.includes(json.charAt(at)) && at < json.length) at++;
  return json.charAt(at) === ':';
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
