import type { Node, NodeAPI } from 'node-red';
import { readSettings, type Settings, type Values } from '../../lib/settings/settings';
import { STRICT } from '../../lib/settings/take';
import { expandVariables } from './variables';

/**
 * Reads a node's configuration with its variables replaced.
 *
 * @param node whose variables to use; without it, the environment's
 * @throws LiveViewError for the first problem
 */
export function settingsOf<S extends Settings>(
  RED: NodeAPI,
  node: Node | undefined,
  settings: S,
  config: object,
): Values<S> {
  return readSettings(settings, config, {
    ...STRICT,
    expand: (text, at) => expandVariables(RED, node, at, text),
    expressionProblem: (expression, type) => expressionProblem(RED, node, expression, type),
    stores: storesOf(RED),
  });
}

/** The context stores in Node-RED's settings. If there are none, Node-RED has one in memory. */
function storesOf(RED: NodeAPI): string[] {
  const { contextStorage } = RED.settings as { contextStorage?: object };
  return [...new Set(['default', ...Object.keys(contextStorage ?? { memory: {} })])];
}

/** Why Node-RED cannot read an expression. */
function expressionProblem(
  RED: NodeAPI,
  node: Node | undefined,
  expression: string,
  type: string,
): string | undefined {
  try {
    if (type === 'jsonata' && node) RED.util.prepareJSONataExpression(expression, node);
    else if (type === 'msg') RED.util.normalisePropertyExpression(expression);
    else if (type === 'flow' || type === 'global')
      RED.util.normalisePropertyExpression(RED.util.parseContextStore(expression).key);
    return undefined;
  } catch (error) {
    const { message } = error as { message?: unknown };
    return typeof message === 'string' ? message : String(error);
  }
}
