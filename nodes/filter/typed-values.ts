import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LiveViewError } from '../../lib/errors';
import { invalid } from '../../lib/invalid-value';
import type { FilterValue } from '../../lib/protocol/frames';
import { take } from '../../lib/settings/take';
import { filterValues } from '../../lib/settings/view';
import { isReference, nameOf, type TypedValue } from './settings';

/**
 * Resolves a filter's values with a message. A list adds all its elements.
 *
 * @throws LiveViewError `value-missing` or `value-empty` if a value is nothing: without it, the filter would silently
 * match something else
 */
export async function resolveValues(
  RED: NodeAPI,
  node: Node,
  values: readonly TypedValue[],
  msg: NodeMessage,
): Promise<FilterValue[]> {
  const resolved = await Promise.all(
    values.map((value, index) => resolve(RED, node, value, `values[${index}]`, msg)),
  );
  return resolved.flat();
}

async function resolve(
  RED: NodeAPI,
  node: Node,
  given: TypedValue,
  field: string,
  msg: NodeMessage,
): Promise<FilterValue[]> {
  const name = nameOf(given);
  const value = await evaluate(RED, node, given, msg).catch((error: unknown) => {
    throw new LiveViewError('value-failed', { field, name, reason: reasonOf(error) }, { cause: error });
  });
  if (
    [undefined, null, ''].includes(value as string | null | undefined) ||
    (Array.isArray(value) && value.length === 0)
  )
    throw isReference(given)
      ? new LiveViewError('value-missing', { field, name })
      : new LiveViewError('value-empty', { field });
  if (Number.isNaN(value)) throw invalid('invalid-filter-value', field, given.v);
  return take(filterValues, value, field);
}

/** JSONata throws objects that are not of the class Error. */
function reasonOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

function evaluate(RED: NodeAPI, node: Node, { v, vt }: TypedValue, msg: NodeMessage): Promise<unknown> {
  return new Promise((fulfil, reject) => {
    // Pass on any stored value: Node-RED converts it to text where needed.
    RED.util.evaluateNodeProperty(v as string, vt, node, msg, (error: Error | null, value: unknown) => {
      if (error) reject(error);
      else fulfil(value);
    });
  });
}
