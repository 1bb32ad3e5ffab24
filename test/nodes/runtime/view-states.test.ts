import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { type ViewStates, viewStates } from '../../../nodes/runtime/view-states';
import { deploy, type FlowNode, load, unload } from '../../support/node-red';

describe('the states of views', () => {
  afterEach(unload);

  const tab = { id: 'tab', type: 'tab' };
  const box = { id: 'box', type: 'activelogic-appliance', url: 'ws://127.0.0.1:1/view' };
  const liveview = (id: string, z: string): FlowNode => ({
    ...{ id, z, type: 'activelogic-liveview', appliance: 'box', autostart: false, wires: [[]] },
  });
  const inSubflow = [
    { id: 'sub', type: 'subflow', name: 'Sub', in: [], out: [] },
    liveview('inner', 'sub'),
    { id: 'instance', type: 'subflow:sub', z: 'tab', wires: [] },
  ];

  it('are kept while their node exists, also in a subflow, and end with it, also while the flows stand still', async () => {
    let states: ViewStates | undefined;
    const first = [
      (RED: NodeAPI) => {
        states = viewStates(RED);
      },
    ];
    await load([tab, box, liveview('outer', 'tab'), ...inSubflow], {}, { first });
    const known = (): string[] => ['outer', 'instance-inner'].filter((id) => states?.of(id) !== undefined);
    assert.deepEqual(known(), ['outer', 'instance-inner']);
    await deploy([tab, box, liveview('outer', 'tab'), ...inSubflow, { id: 'other', type: 'tab' }], 'nodes');
    assert.deepEqual(known(), ['outer', 'instance-inner']);
    await unload();
    assert.deepEqual(known(), ['outer', 'instance-inner']);
    await load([tab]);
    assert.deepEqual(known(), []);
  });
});
