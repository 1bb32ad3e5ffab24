/** A required text member. */
export const requiredText = {
  toText: (value: unknown): string | undefined => (value === undefined ? '' : plainText(value)),
  toStored: (text: string): unknown => text.trim(),
};

/** An optional text member, not stored if it is empty. */
export const optionalText = {
  toText: (value: unknown): string | undefined => plainText(value ?? ''),
  toStored: (text: string): unknown => (text.trim() === '' ? undefined : text.trim()),
};

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
