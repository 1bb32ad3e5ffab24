import { LiveViewError } from './errors';
import { invalid } from './invalid-value';
import type { Distribution, Filter, ViewDefinition } from './protocol/frames';
import { asRecord, choice, flag } from './settings/rule';
import { take } from './settings/take';
import { columns, distributions, filters } from './settings/view';

/**
 * Checks a view from a user, a flow or a client. Each function returns a clean copy in the documented shape, or
 * throws a {@link LiveViewError} that names the field (`filters[0].values[1]`) and the value.
 */

export function readDistributions(value: unknown, field = 'distributions'): Distribution[] {
  return take(distributions, value, field);
}

export function readFilters(value: unknown, field = 'filters'): Filter[] {
  return take(filters, value, field);
}

export function readColumns(value: unknown, field = 'columns'): string[] {
  return take(columns, value, field);
}

export function readFlag(value: unknown, field: string): boolean {
  return take(flag, value, field);
}

/** One of a few words. */
export function readChoice<T extends string>(value: unknown, field: string, choices: readonly T[]): T {
  return take(choice(choices), value, field);
}

/** Reads a whole definition, as a view frame carries it. */
export function readViewDefinition(value: unknown): ViewDefinition {
  const source = asRecord(value);
  if (!source) throw invalid('invalid-object', 'view', value);
  const chosen = source.columns === undefined ? [] : readColumns(source.columns);
  return {
    ...(chosen.length > 0 ? { columns: chosen } : {}),
    distributions: atLeastOne(readDistributions(source.distributions)),
    filters: readFilters(source.filters),
    expand: readFlag(source.expand, 'expand'),
  };
}

export function atLeastOne(distributions: Distribution[]): Distribution[] {
  if (distributions.length === 0) throw new LiveViewError('no-distribution');
  return distributions;
}
