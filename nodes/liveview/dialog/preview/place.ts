import type { Problem } from '../../../admin/api';

/** The lists of the form as they are now. Anything but text is an empty text. */
export interface FormView {
  distributions: readonly { name: string; arg?: string }[];
  filters: readonly { name: string; arg?: string; values: readonly unknown[] }[];
  columns: readonly string[];
}

export type ListName = keyof FormView;

/** A place in the form: a list, one of its rows, and a field of that row. What is not known is missing. */
export interface Place {
  list: ListName;
  row?: number;
  field?: 'name' | 'arg' | 'values' | 'mode';
}

/**
 * Finds the place in the form that a problem is about. Our own checks name the field. An error of the appliance is only
 * words, so search them for names and values of the form.
 */
export function placeOf({ key, params }: Problem, form: FormView): Place | undefined {
  if (typeof params.field === 'string') {
    const place = placeOfField(params.field);
    return place && (place.row ?? 0) >= form[place.list].length ? { list: place.list } : place;
  }
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

/** The place of a path such as `filters[0].values[1]`. */
export function placeOfField(path: string): Place | undefined {
  const [, list, row, field] = FIELD.exec(path) ?? [];
  if (list === undefined) return undefined;
  return {
    list: list as ListName,
    ...(row === undefined ? {} : { row: Number(row) }),
    ...(field === undefined ? {} : { field: field as NonNullable<Place['field']> }),
  };
}

/** The row whose name the words contain, or else the whole list. */
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

/**
 * A value or argument that the words contain, preferably together with its row's name; or else a row whose name they
 * contain.
 */
function badValue(said: string, { distributions, filters }: FormView): Place | undefined {
  const argument = (list: ListName, row: number, name: string, arg = ''): Part[] =>
    arg === '' ? [] : [{ list, row, field: 'arg', name, value: arg }];
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
      // Several rows may share a value, so the row's name weighs more.
      return {
        ...each,
        likely: value === 0 ? 0 : value + 4 * mention(said, each.name) + kind(said, each.list),
      };
    }),
  );
  if (part) return { list: part.list, row: part.row, field: part.field };
  // The words are about a missing argument, or about a whole row.
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

/** The first of the likeliest candidates, or none if nothing fits. */
function likeliest<T extends { likely: number }>(candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, each) => (each.likely > (best?.likely ?? 0) ? each : best),
    undefined,
  );
}

/** Whether the words contain the kind of row, for a distribution and a filter with the same name. */
function kind(said: string, list: ListName): number {
  return new RegExp(list.slice(0, -1), 'i').test(said) ? 0.5 : 0;
}

/** 2 if the text has these words in quotes, 1 if as separate words, else 0. */
function mention(said: string, words: string): number {
  if (words === '') return 0;
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`["'“”‘’«»\`]${escaped}["'“”‘’«»\`]`).test(said)) return 2;
  return new RegExp(`(^|[^\\p{L}\\p{N}_])${escaped}($|[^\\p{L}\\p{N}_])`, 'u').test(said) ? 1 : 0;
}
