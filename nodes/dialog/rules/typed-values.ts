import { isObject } from '../../../lib/is-object';
import type { FilterValue } from '../../../lib/protocol/frames';
import { toNumber } from '../../../lib/settings/rule';
import { same, scalarText } from './stored';

/** The content of a typed input: a text and its type. */
export interface TypedValue {
  v: string;
  vt: string;
}

/**
 * A literal. If the typed text is not valid for its type, the text and type are stored, and the runtime refuses them.
 */
export type StoredValue = FilterValue | TypedValue;

/** A literal as a typed input shows it; undefined if it cannot. */
export function toTyped(value: unknown): TypedValue | undefined {
  if (typeof value === 'number') return { v: String(value), vt: 'num' };
  if (typeof value === 'boolean') return { v: String(value), vt: 'bool' };
  if (typeof value === 'string') return { v: value, vt: 'str' };
  // Older flows hold null for text that was not a number.
  if (value === null) return { v: '', vt: 'num' };
  return isObject(value) && typeof value.v === 'string' && same(toLiteral({ v: value.v, vt: 'num' }), value)
    ? { v: value.v, vt: 'num' }
    : undefined;
}

/** The content of a typed input as a filter stores it. */
export function toLiteral({ v, vt }: TypedValue): StoredValue {
  if (vt === 'bool') return v === 'true';
  if (vt !== 'num') return v;
  return toNumber(v) ?? { v, vt };
}

/** How typed inputs show and store values. */
export interface ValueRule {
  /** What a typed input shows; undefined if it cannot show the value. */
  toTyped: (value: unknown) => TypedValue | undefined;
  /** What to store, trimmed; undefined for a blank field. */
  toStored: (typed: TypedValue, stored: unknown) => unknown;
}

/** For the filters of a liveview node, which store literals. */
export const literals: ValueRule = {
  toTyped,
  toStored({ v, vt }) {
    const text = v.trim();
    return text === '' ? undefined : toLiteral({ v: text, vt });
  },
};

/** For a filter node, which stores a text and its type. */
export function typedValues(types: readonly string[]): ValueRule {
  return {
    toTyped(value) {
      if (!isObject(value) || typeof value.vt !== 'string' || !types.includes(value.vt)) return undefined;
      const v = scalarText(value.v);
      return v === undefined ? undefined : { v, vt: value.vt };
    },
    toStored({ v, vt }, stored) {
      const text = v.trim();
      return text === '' ? undefined : { ...(isObject(stored) ? stored : {}), v: text, vt };
    },
  };
}
