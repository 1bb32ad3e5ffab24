import { columnKeys } from '../../../lib/items/keys';
import type { Catalog, FieldInfo } from '../../../lib/protocol/frames';
import type { Translate } from '../translate';
import { VALUE_NAMES } from '../../../lib/documented';
import { isOpen, withNearest } from './hints';
import { type Option, plain } from './options';
import { shownUnit } from './units';

/** A live view whose updates reach an alert, and its appliance's catalogue. */
export interface UpdateSource {
  /** The label of the liveview node. */
  label: string;
  /** Its raw columns. If empty, it has the default columns with translated names. */
  columns: readonly string[];
  catalog: Catalog | undefined;
}

/** The keys that the items of these views will have, each once. If unknown: the documented ones. */
export function valueOptions(sources: readonly UpdateSource[]): Option[] {
  const options = sources.flatMap((source) => valuesOf(source) ?? plain(VALUE_NAMES));
  return unique(sources.length === 0 ? plain(VALUE_NAMES) : options);
}

/** A hint about a column that the items will not have. */
export function valueHint(
  column: string,
  sources: readonly UpdateSource[],
  t: Translate,
): string | undefined {
  if (isOpen(column)) return undefined;
  const name = column.trim();
  // If one view is unknown, any name may be one of its columns.
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

/** Without the name, which is text: a condition cannot compare it. */
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

/** A field under the name to choose, with its title and unit. */
export function fieldOption(value: string, field: FieldInfo | undefined): Option {
  const detail = [field?.title, shownUnit(field?.unit)]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
  return detail === '' ? { value } : { value, detail };
}

function unique(options: readonly Option[]): Option[] {
  return [...new Map(options.map((option) => [option.value, option])).values()];
}
