/** Sorts from largest to smallest: numbers, then texts, then items without a value. Equal items keep their order. */
export function largest<T>(items: readonly T[], valueOf: (item: T) => unknown): T[] {
  return [...items].sort((a, b) => compare(valueOf(a), valueOf(b)));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? 1 : a > b ? -1 : 0;
  return rank(a) - rank(b);
}

function rank(value: unknown): number {
  if (typeof value === 'number') return 0;
  return typeof value === 'string' ? 1 : 2;
}
