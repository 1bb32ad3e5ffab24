/**
 * What to store after a dialog: the stored list itself where the form still shows the same, so that looking at a form
 * changes nothing, whatever the order of its keys. A list that was never stored is an empty one.
 */
export function keepIfSame<T>(stored: T[] | undefined, shown: T[]): T[] {
  return same(stored ?? [], shown) && stored !== undefined ? stored : shown;
}

function same(a: unknown, b: unknown): boolean {
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
