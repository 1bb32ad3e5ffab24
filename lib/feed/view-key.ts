import type { Filter, ViewDefinition } from '../protocol/frames';

/**
 * The same text for the same view. Distributions and columns count in order; filters and their values count as sets.
 */
export function viewKey({ columns, distributions, filters, expand }: ViewDefinition): string {
  return JSON.stringify([
    columns ?? null,
    distributions.map(({ name, arg }) => [name, arg ?? null]),
    sortedSet(filters.map(filterKey)),
    expand,
  ]);
}

function filterKey({ mode, name, values, arg }: Filter): string {
  return JSON.stringify([mode, name, arg ?? null, sortedSet(values.map((value) => JSON.stringify(value)))]);
}

function sortedSet(keys: string[]): string[] {
  return [...new Set(keys)].sort();
}
