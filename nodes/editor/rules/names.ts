import type { Translate } from '../translate';

/** Whether a value is no text, or one of nothing but space. */
export function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** What is wrong with a name that must be given. */
export function nameProblem(value: unknown, t: Translate): string | undefined {
  return isBlank(value) ? t('appliance:common.invalid.required') : undefined;
}

/** Names without their surrounding space, and without those that were left blank. */
export function cleanNames(names: readonly string[]): string[] {
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** What is wrong with a list of columns. */
export function columnsProblem(value: unknown, t: Translate): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((column, index) =>
    isBlank(column) ? [t('appliance:common.invalid.columnName', { row: index + 1 })] : [],
  );
}
