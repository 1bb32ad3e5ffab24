/** The content of a control or list as a flow stores it; `undefined` means no such member or row. */
export type Read = () => unknown;

/**
 * Reads a control without rewriting a stored value that it cannot show. While the control shows the same as at first,
 * the stored value is returned unchanged.
 *
 * @param shown what the control shows, as plain data; called once here
 * @param value what the user has entered
 */
export function keep(stored: unknown, shown: Read, value: Read = shown): Read {
  const first = shown();
  return () => (same(first, shown()) ? stored : value());
}

/**
 * Reads the members of an object. Returns the stored object if none has changed. Members without a control are kept.
 */
export function keepMembers(item: object, members: Readonly<Record<string, Read>>): Read {
  const stored = item as Record<string, unknown>;
  return () => {
    const changed = Object.entries(members)
      .map(([name, read]) => [name, read()] as const)
      .filter(([name, value]) => value !== stored[name]);
    if (changed.length === 0) return stored;
    const entries = new Map([...Object.entries(stored), ...changed]);
    return Object.fromEntries([...entries].filter(([, value]) => value !== undefined));
  };
}

/** Whether two values hold the same data, ignoring the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.prototype.hasOwnProperty.call(right, key) && same(left[key], right[key]))
  );
}

/** A value that no control can show, as readable text. */
export function jsonText(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}

/** A scalar as text; undefined for any other value. */
export function scalarText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
