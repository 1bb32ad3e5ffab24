const BACKSLASH = 0x5c;

/** The names of properties and the indices of elements, outermost first. */
export type JsonPath = readonly (string | number)[];

/** How to change the parts of a JSON text. */
export interface JsonMapping {
  /** @param isKey whether it is a property's name; then the path ends with that name */
  text: (value: string, isKey: boolean, path: JsonPath) => string;
  number?: (literal: string, path: JsonPath) => string;
}

const NUMBER = /-?[\d.]+(?:[eE][+-]?\d+)?/y;

/**
 * Maps every string of a JSON text, and numbers if asked to. The rest stays byte for byte, including duplicate
 * properties and blanks.
 *
 * @param json valid JSON
 */
export function mapJson(json: string, { text, number = (literal) => literal }: JsonMapping): string {
  const path: (string | number)[] = [];
  let mapped = '';
  let copied = 0;
  const replace = (start: number, end: number, result: string): void => {
    mapped += json.slice(copied, start) + result;
    copied = end;
  };
  for (let at = 0; at < json.length; at++) {
    const last = path.at(-1);
    switch (json[at]) {
      case '"': {
        const end = closingQuote(json, at) + 1;
        if (end === 0) throw new SyntaxError('A string has no end');
        const literal = json.slice(at, end);
        const value = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
        const isKey = isFollowedByColon(json, end);
        if (isKey) path[path.length - 1] = value;
        const result = text(value, isKey, path);
        if (result !== value) replace(at, end, JSON.stringify(result));
        at = end - 1;
        break;
      }
      case '{':
        path.push('');
        break;
      case '[':
        path.push(0);
        break;
      case '}':
      case ']':
        path.pop();
        break;
      case ',':
        if (typeof last === 'number') path[path.length - 1] = last + 1;
        break;
      default: {
        NUMBER.lastIndex = at;
        const literal = NUMBER.exec(json)?.[0];
        if (literal === undefined) break;
        const result = number(literal, path);
        if (result !== literal) replace(at, at + literal.length, result);
        at += literal.length - 1;
      }
    }
  }
  return mapped + json.slice(copied);
}

/** Maps every string of a JSON text, as {@link mapJson} does. */
export function mapStrings(json: string, map: (value: string, isKey: boolean) => string): string {
  return mapJson(json, { text: map });
}

/** The number of characters outside the strings of a text, which need not be valid JSON. */
export function lengthOutsideStrings(json: string): number {
  let outside = 0;
  let from = 0;
  for (let start = json.indexOf('"'); start !== -1; start = json.indexOf('"', from)) {
    outside += start - from;
    const end = closingQuote(json, start);
    if (end === -1) return outside;
    from = end + 1;
  }
  return outside + json.length - from;
}

/** Finds the next quote after an even number of backslashes; -1 if there is none. */
function closingQuote(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    if (end === -1) return -1;
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
