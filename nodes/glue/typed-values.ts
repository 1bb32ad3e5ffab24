import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LiveViewError } from '../lib/errors';
import type { FilterValue } from '../lib/protocol/frames';
import { filterValues } from '../lib/view-definition';

/** A value as a typedInput stores it. */
export interface TypedValue {
  v: string;
  vt: string;
}

/** Types whose value is a reference; for the others the value itself is shown in a message. */
const REFERENCES = new Set(['msg', 'flow', 'global', 'env', 'jsonata']);

/**
 * Resolves a filter's values against a message; one that is a list adds all its elements.
 *
 * @throws LiveViewError `value-missing` for a value that resolves to nothing: a filter without it would silently
 *   match something else
 */
export async function readTypedValues(
  RED: NodeAPI,
  node: Node,
  values: readonly TypedValue[],
  msg: NodeMessage,
): Promise<FilterValue[]> {
  if (values.length === 0) throw new LiveViewError('no-filter-values', { field: 'values' });
  const resolved = await Promise.all(
    values.map((value, index) => resolve(RED, node, value, `values[${index}]`, msg)),
  );
  return resolved.flat();
}

async function resolve(
  RED: NodeAPI,
  node: Node,
  { v, vt }: TypedValue,
  field: string,
  msg: NodeMessage,
): Promise<FilterValue[]> {
  const value = await evaluate(RED, node, v, vt, msg);
  const nothing =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (nothing)
    throw new LiveViewError('value-missing', { field, name: REFERENCES.has(vt) ? `${vt}.${v}` : vt });
  return filterValues(value, field);
}

function evaluate(RED: NodeAPI, node: Node, v: string, vt: string, msg: NodeMessage): Promise<unknown> {
  return new Promise((fulfil, reject) => {
    RED.util.evaluateNodeProperty(v, vt, node, msg, (error: Error | null, value: unknown) => {
      if (error) reject(error);
      else fulfil(value);
    });
  });
}
