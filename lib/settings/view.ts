import { isMeasurement } from '../items/measurement';
import { type Distribution, type Filter, FILTER_MODES, type FilterValue } from '../protocol/frames';
import { argument, choice, list, name, record, refuse, rule, type Rule } from './rule';

/** The most levels of a view. No network needs as many, and each level adds a key to every row. */
export const MOST_DISTRIBUTIONS = 32;

const anyDistributions = list(record<Distribution>({ name, arg: argument }));

export const distributions = rule<Distribution[]>((value, at, reading) => {
  if (!Array.isArray(value) || value.length <= MOST_DISTRIBUTIONS)
    return anyDistributions(value, at, reading);
  const first = `${at}[${MOST_DISTRIBUTIONS}]`;
  const params = { field: first, limit: MOST_DISTRIBUTIONS };
  return reading.wrong({ at: first, code: 'too-many-distributions', params });
});

const filterValue = rule<FilterValue>((value, at, reading) => {
  const known = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  return known || (typeof value === 'string' && value !== '')
    ? value
    : refuse(reading, 'invalid-filter-value', at, value);
});

const severalValues = list(filterValue);

/** One value or a list of values; at least one. */
export const filterValues = rule<FilterValue[]>((value, at, reading) => {
  if (!Array.isArray(value)) {
    const only = filterValue(value, at, reading);
    return only === undefined ? undefined : [only];
  }
  if (value.length > 0) return severalValues(value, at, reading);
  return reading.wrong({ at, code: 'no-filter-values', params: { field: at } });
});

export const filters = list(
  record<Filter>({ mode: choice(FILTER_MODES), name, values: filterValues, arg: argument }),
);

const names = list(name);

/** An empty list means the default columns. A repeated column counts once, because an update has each column once. */
export const columns: Rule<string[]> = (value, at, reading) => {
  const read = names(value, at, reading);
  return read && [...new Set(read)];
};

/** The measurement of points. */
export const measurement = rule<string>((value, at, reading) =>
  typeof value === 'string' && isMeasurement(value)
    ? value
    : refuse(reading, 'invalid-measurement', at, value),
);
