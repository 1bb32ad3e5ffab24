import type { Catalog, FieldInfo } from '../../../lib/protocol/frames';
import { COLUMN_NAMES } from '../../../lib/documented';
import { shownUnit } from '../../dialog/suggestions/units';

/** A column as a row of the list. */
export interface ColumnChoice extends Pick<FieldInfo, 'column' | 'title' | 'unit'> {
  /** Whether a view without chosen columns gets it. */
  default: boolean;
  /** The user typed it, and no catalogue knows it. */
  free?: true;
}

/**
 * The columns to show: first the chosen ones in the order of choice, then those of the catalogue, or the documented
 * ones without a catalogue. A search text keeps columns with that text in their name or title, and is offered as a
 * column itself.
 */
export function columnChoices(
  chosen: readonly string[],
  catalog: Catalog | undefined,
  text: string,
): ColumnChoice[] {
  const all = everyColumn(chosen, catalog);
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const found = all.filter(({ column, title = '' }) =>
    [column, title].some((each) => each.toLowerCase().includes(wanted)),
  );
  if (typed === '' || all.some(({ column }) => column === typed)) return found;
  return [...found, { column: typed, default: false, free: true }];
}

/** How many columns there are to choose from. */
export function columnCount(chosen: readonly string[], catalog: Catalog | undefined): number {
  return everyColumn(chosen, catalog).length;
}

function everyColumn(chosen: readonly string[], catalog: Catalog | undefined): ColumnChoice[] {
  const fields: readonly FieldInfo[] =
    catalog?.fields ?? COLUMN_NAMES.map((column) => ({ column, name: column }));
  const known = new Map(fields.map((field) => [field.column, field]));
  return [...new Set([...chosen, ...known.keys()])].map((column) => {
    const field = known.get(column);
    const [title, unit] = [field?.title, shownUnit(field?.unit)];
    return {
      column,
      default: field?.default === true,
      ...(title === undefined ? {} : { title }),
      ...(unit === undefined ? {} : { unit }),
    };
  });
}
