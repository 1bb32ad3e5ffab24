import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { LiveViewError } from '../lib/errors';
import type { FilterValue } from '../lib/protocol/frames';
import { invalid } from '../lib/invalid-value';
import { filterValues } from '../lib/view-definition';

/** A value as a typedInput stores it. */
interface TypedValue {
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
  values: unknown,
  msg: NodeMessage,
): Promise<FilterValue[]> {
  if (!Array.isArray(values)) throw invalid('invalid-list', 'values', values);
  if (values.length === 0) throw new LiveViewError('no-filter-values', { field: 'values' });
  const resolved = await Promise.all(
    values.map((value: unknown, index) => resolve(RED, node, value, `values[${index}]`, msg)),
  );
  return resolved.flat();
}

async function resolve(
  RED: NodeAPI,
  node: Node,
  given: unknown,
  field: string,
  msg: NodeMessage,
): Promise<FilterValue[]> {
  if (!isTypedValue(given)) throw invalid('invalid-object', field, given);
  const { v, vt } = given;
  const name = REFERENCES.has(vt) ? `${vt}.${v}` : vt;
  const value = await evaluate(RED, node, v, vt, msg).catch((error: unknown) => {
    throw new LiveViewError('value-failed', { field, name, reason: reasonOf(error) }, { cause: error });
  });
  // Of no text at all Node-RED makes the number 0.
  const empty = [undefined, null, ''].includes(vt === 'num' ? v : (value as string | null | undefined));
  if (empty || (Array.isArray(value) && value.length === 0)) {
    throw new LiveViewError('value-missing', { field, name });
  }
  if (Number.isNaN(value)) throw invalid('invalid-filter-value', field, v);
  return filterValues(value, field);
}

function isTypedValue(value: unknown): value is TypedValue {
  return typeof value === 'object' && value !== null && typeof (value as TypedValue).vt === 'string';
}

/** JSONata throws objects that are no errors. */
function reasonOf(error: unknown): string {
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

function evaluate(RED: NodeAPI, node: Node, v: string, vt: string, msg: NodeMessage): Promise<unknown> {
  return new Promise((fulfil, reject) => {
    RED.util.evaluateNodeProperty(v, vt, node, msg, (error: Error | null, value: unknown) => {
      if (error) reject(error);
      else fulfil(value);
    });
  });
}
