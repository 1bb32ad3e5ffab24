import { type ErrorCode, LiveViewError } from '../errors';
import { show } from '../invalid-value';
import type { Reading, Rule } from './rule';

/** Reads values that are final: they contain no variables. */
export const STRICT: Reading = {
  wrong(problem) {
    const { code, params, value } = problem;
    const shown = 'value' in problem ? { value: show(value) } : {};
    throw new LiveViewError(code as ErrorCode, { ...params, ...shown });
  },
  expand: (text) => text,
  isOpen: () => false,
};

/**
 * Returns a value in its final shape.
 *
 * @param at its name in messages
 * @throws LiveViewError that describes the problem
 */
export function take<T>(rule: Rule<T>, value: unknown, at: string): T {
  return rule(value, at, STRICT) as T;
}
