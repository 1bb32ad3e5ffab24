import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from './node-red';

/** The port of an example's first appliance; the others have those that follow. */
const FIRST_PORT = 8000;

/** Reads one of the package's examples, as it is. */
export function readPackagedExample(root: string, name: string): FlowNode[] {
  return JSON.parse(readFileSync(path.join(root, 'examples', `${name}.json`), 'utf8')) as FlowNode[];
}

/**
 * Reads one of the package's examples, its appliances' addresses changed to simulators'.
 *
 * @param simulatorPorts as many as there are appliances, in the order of their ports
 */
export function readExample(root: string, name: string, ...simulatorPorts: number[]): FlowNode[] {
  return readPackagedExample(root, name).map((node) =>
    node.type === 'activelogic-appliance'
      ? { ...node, url: simulatorUrl(String(node.url), simulatorPorts) }
      : node,
  );
}

function simulatorUrl(url: string, ports: readonly number[]): string {
  const port = ports[Number(new URL(url).port) - FIRST_PORT];
  if (port === undefined) throw new Error(`There is no simulator for ${url}`);
  return `ws://localhost:${port}/view`;
}
