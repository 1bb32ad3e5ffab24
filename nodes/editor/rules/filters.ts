import type { Filter, FilterMode } from '../../lib/protocol/frames';
import { isBlank } from './names';
import type { Translate } from '../translate';
import { cleanTyped, type StoredValue, toLiteral, type TypedValue } from './typed-values';

/** A filter as a flow stores it; what the form could not read as a value is `null` in it. */
export interface StoredFilter extends Omit<Filter, 'values'> {
  values: StoredValue[];
}

/** What a row of the form holds. */
export interface FilterRow {
  mode: string;
  name: string;
  values: TypedValue[];
  arg: string;
}

/** A row in the shape that a flow stores: no surrounding space, no blank values, no empty argument. */
export function cleanFilter(row: FilterRow): StoredFilter {
  return {
    mode: readMode(row.mode),
    name: row.name.trim(),
    values: cleanTyped(row.values).map(toLiteral),
    ...(isBlank(row.arg) ? {} : { arg: row.arg.trim() }),
  };
}

/** Anything but `exclude` includes. */
export function readMode(mode: unknown): FilterMode {
  return mode === 'exclude' ? 'exclude' : 'include';
}

/** What is wrong with a list of filters; each text names its row. */
export function filtersProblem(value: unknown, t: Translate): string[] {
  if (!Array.isArray(value)) return [];
  return (value as Partial<StoredFilter>[]).flatMap((filter, index) =>
    filterProblems(filter, t).map((problem) =>
      t('appliance:common.invalid.filter', { row: index + 1, problem }),
    ),
  );
}

function filterProblems({ name, values }: Partial<StoredFilter>, t: Translate): string[] {
  return [...(isBlank(name) ? [t('appliance:common.invalid.noName')] : []), ...valueProblems(values, t)];
}

function valueProblems(values: unknown, t: Translate): string[] {
  if (!Array.isArray(values) || values.length === 0) return [t('appliance:common.invalid.noValues')];
  return (values as StoredValue[]).flatMap((value, index) => {
    const problem =
      value === null
        ? t('appliance:common.invalid.number')
        : value === ''
          ? t('appliance:common.invalid.empty')
          : undefined;
    return problem === undefined ? [] : [t('appliance:common.invalid.value', { value: index + 1, problem })];
  });
}
