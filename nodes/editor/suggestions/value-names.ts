import { columnKeys } from '../../lib/items/keys';
import type { Catalog, FieldInfo } from '../../lib/protocol/frames';
import type { Translate } from '../translate';
import { VALUE_NAMES } from '../../lib/documented';
import { isOpen, withNearest } from './hints';
import { type Option, plain } from './options';
import { shownUnit } from './units';

/** A live view whose updates come to an alert, and what is known of its appliance. */
export interface UpdateSource {
  /** The liveview node's label. */
  label: string;
  /** Its raw columns; none: the default ones under their pretty names. */
  columns: readonly string[];
  catalog: Catalog | undefined;
}

/** The keys that the items of these views will have, each once; the documented ones where that is not known. */
export function valueOptions(sources: readonly UpdateSource[]): Option[] {
  const options = sources.flatMap((source) => valuesOf(source) ?? plain(VALUE_NAMES));
  return unique(sources.length === 0 ? plain(VALUE_NAMES) : options);
}

/** What is to be said of a column that the items will not have. */
export function valueHint(
  column: string,
  sources: readonly UpdateSource[],
  t: Translate,
): string | undefined {
  if (isOpen(column)) return undefined;
  const name = column.trim();
  // Where a single one of the views is not known, any name may be one of its.
  const known = sources.map((source) => (source.catalog ? valuesOf(source) : undefined));
  if (known.length === 0 || known.includes(undefined)) return undefined;
  const values = unique(known.flatMap((options) => options ?? [])).map(({ value }) => value);
  if (values.includes(name)) return undefined;
  const fields = sources.flatMap(({ catalog }) => catalog?.fields ?? []);
  const elsewhere = fields.some((field) => field.column === name || field.name === name);
  const [appliances, views] = [
    sources.map(({ catalog, label }) => catalog?.system.name ?? label),
    sources.map(({ label }) => label),
  ].map((names) => [...new Set(names)].join(', '));
  const hint = elsewhere
    ? t('alert:alert.hint.notInView', { view: views ?? '' })
    : t('appliance:common.hint.unknownColumn', { appliance: appliances ?? '' });
  return withNearest(hint, name, values, t);
}

/** The name is text, which no condition can compare. */
function valuesOf({ columns, catalog }: UpdateSource): Option[] | undefined {
  const fields = catalog?.fields ?? [];
  if (columns.length === 0 && !catalog) return undefined;
  const raw =
    columns.length > 0
      ? columns
      : fields.filter((field) => field.default === true).map(({ column }) => column);
  const keys = columnKeys(raw, fields, columns.length === 0);
  return raw.flatMap((column, index) => {
    const value = keys[index] ?? column;
    return column === 'name'
      ? []
      : [
          fieldOption(
            value,
            fields.find((field) => field.column === column),
          ),
        ];
  });
}

/** A field under the name that the user is to choose, with its title and unit. */
export function fieldOption(value: string, field: FieldInfo | undefined): Option {
  const detail = [field?.title, shownUnit(field?.unit)]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
  return detail === '' ? { value } : { value, detail };
}

function unique(options: readonly Option[]): Option[] {
  return [...new Map(options.map((option) => [option.value, option])).values()];
}
