import { isBlank } from '../../../lib/settings/rule';

/** A stored entry of a view's columns, and its column if it is a valid one. */
export interface Chosen {
  stored: unknown;
  column?: string;
}

/** The entries of a list of columns. Anything but a list is shown as one invalid entry. */
export function chosenOf(stored: unknown): Chosen[] {
  if (!Array.isArray(stored)) return [{ stored }];
  return (stored as unknown[]).map((entry) =>
    typeof entry === 'string' && !isBlank(entry) ? { stored: entry, column: entry } : { stored: entry },
  );
}

/** Adds a column at the end of the entries, or removes it. */
export function toggleColumn(chosen: readonly Chosen[], column: string): Chosen[] {
  return chosen.some((each) => each.column === column)
    ? chosen.filter((each) => each.column !== column)
    : [...chosen, { stored: column, column }];
}

/** Adds an invalid entry, or removes it. */
export function toggleUnknown(chosen: readonly Chosen[], value: unknown): Chosen[] {
  const isIt = (each: Chosen): boolean => each.column === undefined && each.stored === value;
  return chosen.some(isIt) ? chosen.filter((each) => !isIt(each)) : [...chosen, { stored: value }];
}
