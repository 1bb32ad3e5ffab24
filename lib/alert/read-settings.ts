import { take } from '../settings/take';
import type { Condition } from './condition';
import { conditions } from './settings';

/**
 * Checks the conditions from a form or a flow, and fills in the defaults.
 *
 * @throws LiveViewError that names the condition by its number, from 1, and shows what is wrong in it
 */
export function readConditions(value: unknown): Condition[] {
  return take(conditions, value, 'conditions');
}
