import { LiveViewError } from './errors';
import { invalid, show } from './invalid-value';
import { isMeasurement } from './items/measurement';
import {
  type Distribution,
  type Filter,
  FILTER_MODES,
  type FilterValue,
  type ViewDefinition,
} from './protocol/frames';

/**
 * Checks what a user, a flow or a client says a view is to be. Each function returns a clean copy in the documented
 * shape or throws a {@link LiveViewError} that names the field (`filters[0].values[1]`) and the value.
 */

export function readDistributions(value: unknown, field = 'distributions'): Distribution[] {
  return entries(value, field).map((entry, index) => {
    const where = `${field}[${index}]`;
    const source = record(entry, where);
    return { name: name(source.name, `${where}.name`), ...argument(source.arg, `${where}.arg`) };
  });
}

export function readFilters(value: unknown, field = 'filters'): Filter[] {
  return entries(value, field).map((entry, index) => {
    const where = `${field}[${index}]`;
    const source = record(entry, where);
    return {
      mode: readChoice(source.mode, `${where}.mode`, FILTER_MODES),
      name: name(source.name, `${where}.name`),
      values: filterValues(source.values, `${where}.values`),
      ...argument(source.arg, `${where}.arg`),
    };
  });
}

/** An empty list means the default columns. */
export function readColumns(value: unknown, field = 'columns'): string[] {
  return entries(value, field).map((entry, index) => name(entry, `${field}[${index}]`));
}

export function readFlag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw invalid('invalid-flag', field, value);
  return value;
}

/** What points are measurements of. */
export function readMeasurement(value: unknown, field = 'measurement'): string {
  if (typeof value !== 'string' || !isMeasurement(value)) throw invalid('invalid-measurement', field, value);
  return value;
}

/** One value or a list of values; at least one. */
export function filterValues(value: unknown, field: string): FilterValue[] {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  if (values.length === 0) throw new LiveViewError('no-filter-values', { field });
  return values.map((entry, index) =>
    filterValue(entry, Array.isArray(value) ? `${field}[${index}]` : field),
  );
}

/** Reads a whole definition, as a view frame carries it. */
export function readViewDefinition(value: unknown): ViewDefinition {
  const source = record(value, 'view');
  const columns = source.columns === undefined ? [] : readColumns(source.columns);
  return {
    ...(columns.length > 0 ? { columns } : {}),
    distributions: atLeastOne(readDistributions(source.distributions)),
    filters: readFilters(source.filters),
    expand: readFlag(source.expand, 'expand'),
  };
}

export function atLeastOne(distributions: Distribution[]): Distribution[] {
  if (distributions.length === 0) throw new LiveViewError('no-distribution');
  return distributions;
}

/** One of a few words. */
export function readChoice<T extends string>(value: unknown, field: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    throw new LiveViewError('invalid-choice', { field, choices: choices.join(', '), value: show(value) });
  }
  return choice;
}

/** A name: text that is not empty. */
export function name(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('invalid-name', field, value);
  return value;
}

/** `{arg}` for an argument, `{}` for none: absent and empty are the same. */
export function argument(value: unknown, field: string): { arg?: string } {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string') throw invalid('invalid-text', field, value);
  return { arg: value };
}

function filterValue(value: unknown, field: string): FilterValue {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value === 'string' && value !== '') return value;
  throw invalid('invalid-filter-value', field, value);
}

function entries(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw invalid('invalid-list', field, value);
  return value;
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('invalid-object', field, value);
  return value as Record<string, unknown>;
}
