import type { Catalog, FieldInfo } from '../../lib/protocol/frames';
import { COLUMN_NAMES } from '../../lib/documented';
import { shownUnit } from './units';

/** A column as a row to choose. */
export interface ColumnChoice extends Pick<FieldInfo, 'column' | 'title' | 'unit'> {
  /** A view that names no columns gets it. */
  default: boolean;
  /** What the user has typed, which is no column that anybody knows of. */
  free?: true;
}

/**
 * The columns to show: the chosen ones first, in the order in which they were chosen, then those of the catalogue, or the
 * documented ones without it. A text leaves those whose name or title contains it, and may be a column itself.
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

/** The chosen columns with one more at the end, or without one of them. */
export function toggleColumn(chosen: readonly string[], column: string): string[] {
  return chosen.includes(column) ? chosen.filter((each) => each !== column) : [...chosen, column];
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
