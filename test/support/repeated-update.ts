import type { Comms } from './comms';
import type { FlowNode, NodeRed } from './node-red-process';

/** A debug node of the test. */
const PASSED = 'passed';

/** A liveview node that sends every update, and a debug node that shows the updates' numbers. */
export function tellingUpdates(liveview: FlowNode): FlowNode[] {
  const [wires = []] = liveview.wires as string[][];
  const shown = { active: true, tosidebar: true, complete: 'liveview.update', targetType: 'msg' };
  return [
    { ...liveview, interval: 0, wires: [[...wires, PASSED]] },
    { id: PASSED, type: 'debug', z: liveview.z, x: 0, y: 0, ...shown, wires: [] },
  ];
}

/** Deploys the changed liveview node, and resolves when it has sent its last update once more. */
export async function repeatUpdate(nodeRed: NodeRed, { debug }: Comms): Promise<void> {
  await debug.waitFor('an update', ({ id }) => id === PASSED);
  const number = debug.all.filter(({ id }) => id === PASSED).at(-1)?.msg;
  const repeated = debug.waitForNext('the repeat', ({ id, msg }) => id === PASSED && msg === number);
  await nodeRed.deployModified((node) =>
    node.type === 'activelogic-liveview' ? { ...node, name: `${String(node.name)} again` } : node,
  );
  await repeated;
}
