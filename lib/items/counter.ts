import { COUNTER_NAMES } from '../documented';
import type { Counter, FieldInfo } from '../protocol/frames';

/**
 * What a column counts. Its field decides, else the appliance's setting for the documented drop and total columns.
 * Columns that do not count return `undefined`.
 *
 * @param field the column's metadata, if the catalogue has it
 * @param counters the appliance's setting
 */
export function counterOf(
  column: string,
  field: FieldInfo | undefined,
  counters: Counter,
): Counter | undefined {
  if (field?.counter !== undefined) return field.counter;
  const names = [column, field?.name];
  return COUNTER_NAMES.some((name) => names.includes(name)) ? counters : undefined;
}
