import type { Node, NodeAPI } from 'node-red';
import { LiveViewError } from '../lib/errors';

/** `RED.util.getSetting` is there from Node-RED 3.1 on, but not in its type package. */
interface SettingsUtil {
  getSetting(node: Node, name: string): string | number | boolean | object | null | undefined;
}

/**
 * Replaces every `${NAME}` in a text by the value that a node sees under that name: of its group, subflow, flow or
 * the environment. Node-RED does so by itself only where the variable is the whole value.
 *
 * @param field for the message
 * @throws LiveViewError `variable-missing` when a name has no value, or an empty one
 */
export function expandVariables(RED: NodeAPI, node: Node, field: string, value: string): string {
  return value.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    const found = (RED.util as unknown as SettingsUtil).getSetting(node, name);
    if (found === undefined || found === null || found === '')
      throw new LiveViewError('variable-missing', { field, name });
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
}

/**
 * A number of a node's configuration, which may be a number, its text, or a `${NAME}`; absent or empty: the default.
 *
 * @throws LiveViewError `invalid-number` or `variable-missing`
 */
export function readNumber(
  RED: NodeAPI,
  node: Node,
  field: string,
  value: unknown,
  { fallback, minimum }: { fallback: number; minimum: number },
): number {
  if (value === undefined || value === null || value === '') return fallback;
  const given = typeof value === 'string' ? expandVariables(RED, node, field, value).trim() : value;
  const number = typeof given === 'string' && given !== '' ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < minimum) {
    throw new LiveViewError('invalid-number', { field, minimum, value: JSON.stringify(given) });
  }
  return number;
}
