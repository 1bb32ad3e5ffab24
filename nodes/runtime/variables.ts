import type { Node, NodeAPI } from 'node-red';
import { LiveViewError } from '../../lib/errors';
import { invalid } from '../../lib/invalid-value';
import { WHOLE_VARIABLE } from '../../lib/settings/variables';

/** The value of a variable of a flow or subflow, where the user chooses its type. */
type Scalar = string | number | boolean;

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Node-RED has `RED.util.getSetting` since 3.1, but its type package does not. */
interface SettingsUtil {
  getSetting(node: Node | undefined, name: string): string | number | boolean | object | null | undefined;
}

type Setting = ReturnType<SettingsUtil['getSetting']>;

/** The value that a node sees under a name. Without a node, the environment's variable. */
function getSetting(RED: NodeAPI, node: Node | undefined, name: string): Setting {
  return (RED.util as unknown as SettingsUtil).getSetting(node, name);
}

/** The name of the variable, if the value is a single variable and nothing else. */
export function wholeVariable(value: unknown): string | undefined {
  const match = typeof value === 'string' ? WHOLE_VARIABLE.exec(value) : null;
  return match?.[1] ?? match?.[2];
}

/** A variable anywhere in a text. Its name has no brace: otherwise matching `${${${` would take quadratic time. */
const VARIABLE = /\$\{([^{}]+)\}/g;

/**
 * A copy of a value, changed as Node-RED changes a node's properties: a text that is a single variable becomes the
 * variable's value, of any type. A variable that is not set stays as text.
 *
 * @param node whose variables to use; without it, the environment's
 */
export function substituteVariables(RED: NodeAPI, node: Node | undefined, value: unknown): unknown {
  if (typeof value === 'string') {
    const name = wholeVariable(value);
    const found = name === undefined ? undefined : getSetting(RED, node, name);
    return found === undefined ? value : found;
  }
  if (Array.isArray(value)) return value.map((entry: unknown) => substituteVariables(RED, node, entry));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, substituteVariables(RED, node, entry)]);
  return Object.fromEntries(entries);
}

/** All texts inside a value that contain a variable. */
export function textsWithVariables(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('${') || WHOLE_VARIABLE.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsWithVariables);
}

/** Whether a text inside a value contains a variable. */
export function hasVariables(value: unknown): boolean {
  return textsWithVariables(value).length > 0;
}

/**
 * Replaces every `${NAME}` in a text by the value that a node sees: of its group, subflow, flow or the environment.
 * Node-RED itself does this only if the variable is the whole value.
 *
 * @param node whose variables to use; without it, the environment's
 * @param value text, or the value that Node-RED put in place of a single variable
 * @param field its name in messages
 * @throws LiveViewError `variable-missing` or `invalid-text`
 */
export function expandVariables(RED: NodeAPI, node: Node | undefined, field: string, value: unknown): string {
  if (!isScalar(value)) throw invalid('invalid-text', field, value);
  return String(value).replace(VARIABLE, (_whole, name: string) => {
    const found = getSetting(RED, node, name);
    if (found === undefined || found === null || found === '')
      throw new LiveViewError('variable-missing', { field, name });
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
}
