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
  getSetting(node: Node | undefined, name: string): string | number | boolean | object | null | undefined;
}

type Setting = ReturnType<SettingsUtil['getSetting']>;

/** What a node sees under a name; without a node, the environment's variable. */
function getSetting(RED: NodeAPI, node: Node | undefined, name: string): Setting {
  return (RED.util as unknown as SettingsUtil).getSetting(node, name);
}

/** A value that is nothing but a variable, as Node-RED knows it, in its old form too. */
const WHOLE_VARIABLE = /^\$(?:\((\S+)\)|\{(\S+)\})$/;

/**
 * A copy of a value, with what Node-RED does to a node's properties before the node sees them: a text that is one
 * variable and nothing else becomes the variable's value, of any type; one that is not set stays as it is.
 *
 * @param node who sees the variables; without one, the environment's count
 */
export function substituteVariables(RED: NodeAPI, node: Node | undefined, value: unknown): unknown {
  if (typeof value === 'string') {
    const match = WHOLE_VARIABLE.exec(value);
    const name = match?.[1] ?? match?.[2];
    const found = name === undefined ? undefined : getSetting(RED, node, name);
    return found === undefined ? value : found;
  }
  if (Array.isArray(value)) return value.map((entry: unknown) => substituteVariables(RED, node, entry));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, substituteVariables(RED, node, entry)]);
  return Object.fromEntries(entries);
}

/** The texts anywhere in a value that have a variable in them. */
export function textsWithVariables(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('${') || WHOLE_VARIABLE.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsWithVariables);
}

/**
 * Replaces every `${NAME}` in a text by the value that a node sees under that name: of its group, subflow, flow or
 * the environment. Node-RED does so by itself only where the variable is the whole value.
 *
 * @param node who sees the variables; without one, the environment's count
 * @param value text; where a variable is the whole of it, Node-RED has put the variable's value here, of any type
 * @param field for the message
 * @throws LiveViewError `variable-missing` when a name has no value, or an empty one; `invalid-text`
 */
export function expandVariables(RED: NodeAPI, node: Node | undefined, field: string, value: unknown): string {
  if (!isScalar(value)) throw invalid('invalid-text', field, value);
  return String(value).replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    const found = getSetting(RED, node, name);
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
  node: Node | undefined,
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
