import type { Problem } from '../../admin/api';
import type { Distribution } from '../../lib/protocol/frames';
import type { StoredFilter } from '../rules/filters';
import { isBlank } from '../rules/names';

/** The lists of the form, as it is now. */
export interface FormView {
  distributions: readonly Distribution[];
  filters: readonly StoredFilter[];
  columns: readonly string[];
}

export type ListName = keyof FormView;

/** What of the form is meant: a list, one of its rows, and a field there; the less is known, the less there is. */
export interface Place {
  list: ListName;
  row?: number;
  field?: 'name' | 'arg' | 'values';
}

/**
 * What of the form a problem of its view is about, for the message to be shown there. Our own checks name the field;
 * a system has only its words, in which a name or a value of the form is looked for.
 */
export function placeOf({ key, params }: Problem, form: FormView): Place | undefined {
  if (typeof params.field === 'string') return placeOfField(params.field, form);
  if (key === 'errors.no-distribution') return { list: 'distributions' };
  if (key !== 'errors.view-refused' && key !== 'errors.system-error') return undefined;
  const said = String(params.message ?? '');
  switch (params.systemCode) {
    case 'unknown-distribution':
      return rowWith('distributions', form.distributions, ({ name }) => quotes(said, name), 'name');
    case 'unknown-filter':
      return rowWith('filters', form.filters, ({ name }) => quotes(said, name), 'name');
    case 'unknown-column':
      return rowWith('columns', form.columns, (column) => quotes(said, column), 'name');
    case 'bad-value':
      return badValue(said, form);
    default:
      return undefined;
  }
}

const FIELD = /^(distributions|filters|columns)(?:\[(\d+)\](?:\.(name|arg|values|mode))?)?/;

function placeOfField(path: string, form: FormView): Place | undefined {
  const [, list, row, field] = FIELD.exec(path) ?? [];
  if (list === undefined) return undefined;
  const place: Place = { list: list as ListName };
  const index = place.list === 'columns' ? columnRows(form.columns)[Number(row)] : Number(row);
  if (row === undefined || index === undefined || index >= form[place.list].length) return place;
  place.row = index;
  if (field === 'name' || field === 'arg' || field === 'values') place.field = field;
  return place;
}

/** The rows that have a column's name: a view's columns are numbered without the blank ones. */
function columnRows(columns: readonly string[]): number[] {
  return columns.flatMap((column, row) => (isBlank(column) ? [] : [row]));
}

/** The first row that fits, or the list as a whole. */
function rowWith<T>(
  list: ListName,
  rows: readonly T[],
  fits: (row: T) => boolean,
  field: NonNullable<Place['field']>,
): Place {
  const row = rows.findIndex(fits);
  return row < 0 ? { list } : { list, row, field };
}

/** A value or an argument that is quoted along with its row's name, or else alone, or else the name alone. */
function badValue(said: string, { distributions, filters }: FormView): Place | undefined {
  const parts = [
    ...filters.flatMap(({ name, values, arg }, row) => [
      ...values.map(
        (value) => ({ list: 'filters', row, field: 'values', name, value: String(value) }) as const,
      ),
      ...(arg === undefined ? [] : [{ list: 'filters', row, field: 'arg', name, value: arg } as const]),
    ]),
    ...distributions.flatMap(({ name, arg }, row) =>
      arg === undefined ? [] : [{ list: 'distributions', row, field: 'arg', name, value: arg } as const],
    ),
  ];
  const found =
    parts.find(({ name, value }) => quotes(said, value) && quotes(said, name)) ??
    parts.find(({ value }) => quotes(said, value));
  if (found) return { list: found.list, row: found.row, field: found.field };
  const inFilters = filters.findIndex(({ name }) => quotes(said, name));
  // Nothing of its values is quoted: then it is about an argument that is missing, or about all of them.
  if (inFilters >= 0) return { list: 'filters', row: inFilters };
  const inDistributions = distributions.findIndex(({ name }) => quotes(said, name));
  if (inDistributions >= 0) return { list: 'distributions', row: inDistributions };
  return undefined;
}

/** Whether a text has these words in it as words of their own: "Host" is not in "Local Hosts". */
function quotes(said: string, words: string): boolean {
  if (words === '') return false;
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`["'“”‘’«»\`]${escaped}["'“”‘’«»\`]`).test(said)) return true;
  return new RegExp(`(^|[^\\p{L}\\p{N}_])${escaped}($|[^\\p{L}\\p{N}_])`, 'u').test(said);
}
