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
      return namedRow('distributions', names(form.distributions), said);
    case 'unknown-filter':
      return namedRow('filters', names(form.filters), said);
    case 'unknown-column':
      return namedRow('columns', form.columns, said);
    case 'bad-value':
      return badValue(said, form);
    default:
      return undefined;
  }
}

function names(rows: readonly { name: string }[]): string[] {
  return rows.map(({ name }) => name);
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

/** The row whose name is said, or the list as a whole. */
function namedRow(list: ListName, names: readonly string[], said: string): Place {
  const found = likeliest(names.map((name, row) => ({ row, likely: mention(said, name) })));
  return found ? { list, row: found.row, field: 'name' } : { list };
}

interface Part {
  list: ListName;
  row: number;
  field: NonNullable<Place['field']>;
  name: string;
  value: string;
}

/** A value or an argument that is said, best along with its row's name; or else a row whose name is. */
function badValue(said: string, { distributions, filters }: FormView): Place | undefined {
  const argument = (list: ListName, row: number, name: string, arg: string | undefined): Part[] =>
    arg === undefined ? [] : [{ list, row, field: 'arg', name, value: arg }];
  const parts: Part[] = [
    ...filters.flatMap(({ name, values, arg }, row) => [
      ...values.map((value): Part => ({ list: 'filters', row, field: 'values', name, value: String(value) })),
      ...argument('filters', row, name, arg),
    ]),
    ...distributions.flatMap(({ name, arg }, row) => argument('distributions', row, name, arg)),
  ];
  const part = likeliest(
    parts.map((each) => {
      const value = mention(said, each.value);
      // A row's own name weighs more than how its value is said: rows may share values.
      return {
        ...each,
        likely: value === 0 ? 0 : value + 4 * mention(said, each.name) + kind(said, each.list),
      };
    }),
  );
  if (part) return { list: part.list, row: part.row, field: part.field };
  // It is about an argument that is missing, or about all of a row.
  const rows: Pick<Part, 'list' | 'row' | 'name'>[] = [
    ...filters.map(({ name }, row) => ({ list: 'filters' as const, row, name })),
    ...distributions.map(({ name }, row) => ({ list: 'distributions' as const, row, name })),
  ];
  const found = likeliest(
    rows.map((each) => {
      const name = mention(said, each.name);
      return { ...each, likely: name === 0 ? 0 : name + kind(said, each.list) };
    }),
  );
  return found && { list: found.list, row: found.row };
}

/** The first of the likeliest; none where nothing speaks for any. */
function likeliest<T extends { likely: number }>(candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, each) => (each.likely > (best?.likely ?? 0) ? each : best),
    undefined,
  );
}

/** Whether the kind of row is said as well, where a distribution and a filter have one name. */
function kind(said: string, list: ListName): number {
  return new RegExp(list.slice(0, -1), 'i').test(said) ? 0.5 : 0;
}

/** 2 where a text has these words in quotes, 1 where it has them as words of their own, else 0. */
function mention(said: string, words: string): number {
  if (words === '') return 0;
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`["'“”‘’«»\`]${escaped}["'“”‘’«»\`]`).test(said)) return 2;
  return new RegExp(`(^|[^\\p{L}\\p{N}_])${escaped}($|[^\\p{L}\\p{N}_])`, 'u').test(said) ? 1 : 0;
}
