import { inspect } from 'node:util';
import { type ErrorCode, LiveViewError } from './errors';
import { printable } from './printable';

/** Makes a {@link LiveViewError} that names the field and shows the value. */
export function invalid(code: ErrorCode, field: string, value: unknown): LiveViewError {
  return new LiveViewError(code, { field, value: show(value) });
}

/** A value for people, on one line: as JSON if possible, else as Node.js shows it, such as NaN or a circular object. */
export function show(value: unknown): string {
  const shown = printable(
    typeof value === 'number'
      ? String(value)
      : (json(value) ?? inspect(value, { depth: 1, breakLength: Infinity })),
  );
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
