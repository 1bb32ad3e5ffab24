import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from './node-red';

/** Reads one of the package's examples, its appliance's address changed to a simulator's. */
export function readExample(root: string, name: string, simulatorPort: number): FlowNode[] {
  const file = path.join(root, 'examples', `${name}.json`);
  const nodes = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  return nodes.map((node) =>
    node.type === 'activelogic-appliance' ? { ...node, url: `ws://localhost:${simulatorPort}/view` } : node,
  );
}
