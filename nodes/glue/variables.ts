import type { Node, NodeAPI } from 'node-red';
import { LiveViewError } from '../lib/errors';
import { invalid, show } from '../lib/invalid-value';

/** What a variable may be, of a flow or a subflow: its type is chosen there. */
type Scalar = string | number | boolean;

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** `RED.util.getSetting` is there from Node-RED 3.1 on, but not in its type package. */
interface SettingsUtil {
  getSetting(node: Node, name: string): string | number | boolean | object | null | undefined;
}

/**
 * Replaces every `${NAME}` in a text by the value that a node sees under that name: of its group, subflow, flow or
 * the environment. Node-RED does so by itself only where the variable is the whole value.
 *
 * @param value text; where a variable is the whole of it, Node-RED has put the variable's value here, of any type
 * @param field for the message
 * @throws LiveViewError `variable-missing` when a name has no value, or an empty one; `invalid-text`
 */
export function expandVariables(RED: NodeAPI, node: Node, field: string, value: unknown): string {
  if (!isScalar(value)) throw invalid('invalid-text', field, value);
  return String(value).replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
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
    throw new LiveViewError('invalid-number', { field, minimum, value: show(given) });
  }
  return number;
}
