import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from './node-red';

/** The port of an example's first appliance. The others use the following ports. */
const FIRST_PORT = 8000;

/** Reads one of the package's examples unchanged. */
export function readPackagedExample(root: string, name: string): FlowNode[] {
  return JSON.parse(readFileSync(path.join(root, 'examples', `${name}.json`), 'utf8')) as FlowNode[];
}

/**
 * Reads one of the package's examples, with its appliances pointing to simulators.
 *
 * @param simulatorPorts one per appliance, in the order of their ports
 */
export function readExample(root: string, name: string, ...simulatorPorts: number[]): FlowNode[] {
  const move = (url: unknown): unknown => simulatorUrl(url, simulatorPorts);
  return readPackagedExample(root, name).map((node) => {
    if (node.type === 'activelogic-appliance') return { ...node, url: move(node.url) };
    if (node.type !== 'tab') return node;
    return {
      ...node,
      env: variablesOf(node).map((variable) => ({ ...variable, value: move(variable.value) })),
    };
  });
}

/** The addresses of an example's appliances, also where one is a variable of its flow. */
export function applianceUrls(nodes: readonly FlowNode[]): unknown[] {
  return nodes
    .filter(({ type }) => type === 'activelogic-appliance')
    .map(({ url, z }) => {
      const [, variable] = /^\$\{(\w+)\}$/.exec(String(url)) ?? [];
      const tab = nodes.find(({ id }) => id === z);
      if (variable === undefined || !tab) return url;
      return variablesOf(tab).find(({ name }) => name === variable)?.value;
    });
}

function variablesOf({ env }: FlowNode): { name: string; value: unknown }[] {
  return env as { name: string; value: unknown }[];
}

/** A simulator's address in place of one that an appliance of an example has; anything else stays as it is. */
function simulatorUrl(url: unknown, ports: readonly number[]): unknown {
  const [, given] = /^ws:\/\/localhost:(\d+)\/view$/.exec(String(url)) ?? [];
  if (given === undefined) return url;
  const port = ports[Number(given) - FIRST_PORT];
  if (port === undefined) throw new Error(`There is no simulator for ${String(url)}`);
  return `ws://localhost:${port}/view`;
}
