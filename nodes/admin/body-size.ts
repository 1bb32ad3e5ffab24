/** The deepest nesting of a body. An appliance or a view, its lists, their entries and the entries' values fit in. */
export const DEEPEST_BODY = 16;

/**
 * Measures a parsed body without recursion and stops at the first broken limit, because code that runs later may
 * recurse.
 *
 * @param limit in bytes of JSON without blanks
 */
export function checkSize(body: unknown, limit: number): 'fits' | 'too-large' | 'too-deep' {
  const waiting: [value: unknown, depth: number][] = [[body, 1]];
  let size = 0;
  for (;;) {
    const [value, depth] = waiting.pop() ?? [];
    if (depth === undefined) return 'fits';
    if (typeof value !== 'object' || value === null) {
      size += sizeOf(value, limit);
    } else {
      if (depth > DEEPEST_BODY) return 'too-deep';
      const names = Array.isArray(value) ? undefined : Object.keys(value);
      const entries: unknown[] = Object.values(value);
      // Two brackets, and commas between entries. Each entry has at least one byte, so the list of pending values stays
      // short.
      size += entries.length + 1 + (entries.length === 0 ? 1 : 0);
      if (size + entries.length > limit) return 'too-large';
      for (const name of names ?? []) size += sizeOf(name, limit) + 1;
      for (const entry of entries) waiting.push([entry, depth + 1]);
    }
    if (size > limit) return 'too-large';
  }
}

/** A value read from JSON is a text, a number, a boolean or null. */
function sizeOf(value: unknown, limit: number): number {
  return typeof value === 'string' && value.length > limit
    ? value.length
    : Buffer.byteLength(JSON.stringify(value));
}
