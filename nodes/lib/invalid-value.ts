import { inspect } from 'node:util';
import { type ErrorCode, LiveViewError } from './errors';

/** A {@link LiveViewError} that names the field and shows the value. */
export function invalid(code: ErrorCode, field: string, value: unknown): LiveViewError {
  return new LiveViewError(code, { field, value: show(value) });
}

/** A value for people: as JSON where it has one, else as Node.js shows it, such as NaN or an object that holds itself. */
export function show(value: unknown): string {
  const shown =
    typeof value === 'number'
      ? String(value)
      : (json(value) ?? inspect(value, { depth: 1, breakLength: Infinity }));
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
