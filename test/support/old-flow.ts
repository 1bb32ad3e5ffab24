import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root';

/** A node of a flow, as Node-RED stores it. */
export type SavedNode = Record<string, unknown> & { id: string; type: string };

/**
 * A flow that an earlier release of this package has saved, from `test/flows`, as Node-RED wrote it.
 *
 * @param url in the place of the appliance's
 */
export function oldFlow(release: string, url: string): SavedNode[] {
  const saved = JSON.parse(
    readFileSync(path.join(ROOT, 'test', 'flows', `${release}.json`), 'utf8'),
  ) as SavedNode[];
  return saved.map((node) => (node.type === 'activelogic-appliance' ? { ...node, url } : node));
}

/** The node of a type that a flow has one of. */
export function only(flow: readonly SavedNode[], type: string): SavedNode {
  const [found, ...more] = flow.filter((node) => node.type === type);
  if (!found || more.length > 0) throw new Error(`The flow must have one ${type}`);
  return found;
}
