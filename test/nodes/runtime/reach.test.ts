import { Simulator } from '../../../tools/simulator';
import assert from 'node:assert/strict';
import { type FlowNode, load, Sink, unload } from '../../support/node-red';

describe('a builder starts its chain', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 2, services: 2 });
    await simulator.start();
  });
  afterEach(async () => {
    await unload();
    await simulator.stop();
  });

  function node(id: string, type: string, wires: string[], more: object = {}): FlowNode {
    return { id, type, z: 'tab', name: id, wires: [wires], ...more };
  }

  const source = (to: string, more: object = {}): FlowNode => node(`source-of-${to}`, 'helper', [to], more);
  const linkOut = (id: string, links: string[], more: object = {}): FlowNode =>
    node(id, 'link out', [], { mode: 'link', links, ...more });
  const linkIn = (id: string, to: string, more: object = {}): FlowNode =>
    node(id, 'link in', [to], { links: [], ...more });
  const linkCall = (id: string, links: string[], more: object = {}): FlowNode =>
    node(id, 'link call', [], { links, linkType: 'static', ...more });
  const junction = (id: string, ...to: string[]): FlowNode => node(id, 'junction', to);
  const disabledTab = { id: 'off', type: 'tab', disabled: true };

  /** A subflow with the given wires of its input and output. */
  function subflow(input: object[], output: object[]): FlowNode {
    return { id: 'sub', type: 'subflow', name: 'sub', in: [{ wires: input }], out: [{ wires: output }] };
  }
  const inside = { z: 'sub' };

  /** The topic of the liveview node's first message, behind a builder. */
  async function first(nodes: FlowNode[], builder: object = {}): Promise<unknown> {
    await load([
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', name: 'Box', url: simulator.url },
      node('build', 'activelogic-distribution', ['live'], { distribution: 'Service', arg: '', ...builder }),
      node('live', 'activelogic-liveview', ['out'], {
        name: '',
        appliance: 'box',
        distributions: [{ name: 'Subscriber' }],
        autostart: true,
      }),
      node('out', 'helper', []),
      ...nodes,
    ]);
    return (await new Sink('out').message(0)).topic;
  }

  const unreached: [string, FlowNode[]][] = [
    ['nothing at all', []],
    ['a junction that nothing is wired into', [junction('j', 'build')]],
    ['junctions in a row', [junction('j', 'build'), junction('k', 'j'), junction('l', 'k')]],
    ['a loop of junctions', [junction('j', 'build', 'k'), junction('k', 'j')]],
    ['a link in without a link', [linkIn('in', 'build')]],
    ['a link in whose link out is not there', [linkIn('in', 'build', { links: ['gone'] })]],
    [
      'a link in whose link out is disabled',
      [linkIn('in', 'build', { links: ['o'] }), linkOut('o', ['in'], { d: true }), source('o')],
    ],
    [
      'a link in whose link out gets nothing',
      [linkIn('in', 'build', { links: ['o'] }), linkOut('o', ['in']), junction('j', 'o')],
    ],
    [
      'a link in whose link out returns to a link call',
      [linkIn('in', 'build'), linkOut('o', ['in'], { mode: 'return' }), source('o')],
    ],
    ['a link in whose link call gets nothing', [linkIn('in', 'build'), linkCall('c', ['in'])]],
    ['a link call that gets nothing', [linkIn('in', 'out'), linkCall('c', ['in'], { wires: [['build']] })]],
    ['a disabled node', [source('build', { d: true })]],
    ['a disabled node behind a junction', [junction('j', 'build'), source('j', { d: true })]],
    ['a disabled junction', [{ ...junction('j', 'build'), d: true }, source('j')]],
    [
      'a link out on a disabled tab',
      [
        disabledTab,
        linkIn('in', 'build', { links: ['o'] }),
        linkOut('o', ['in'], { z: 'off' }),
        source('o', { z: 'off' }),
      ],
    ],
    [
      'a subflow whose output is wired to nothing',
      [subflow([], []), source('x', inside), node('i', 'subflow:sub', ['build'])],
    ],
    [
      'a subflow that passes on what nothing sends',
      [subflow([], [{ id: 'sub', port: 0 }]), node('i', 'subflow:sub', ['build'])],
    ],
    [
      'a subflow with a junction inside that nothing is wired into',
      [
        subflow([{ id: 'j' }], [{ id: 'j', port: 0 }]),
        { ...junction('j'), ...inside },
        node('i', 'subflow:sub', ['build']),
      ],
    ],
    [
      'a disabled subflow',
      [
        subflow([], [{ id: 's', port: 0 }]),
        node('s', 'helper', [], inside),
        node('i', 'subflow:sub', ['build'], { d: true }),
      ],
    ],
  ];
  for (const [what, nodes] of unreached) {
    it(`by itself behind ${what}`, async () => {
      assert.equal(await first(nodes), 'Service');
    });
  }

  const reached: [string, FlowNode[]][] = [
    ['a node', [source('build')]],
    ['a node behind junctions', [junction('j', 'build'), junction('k', 'j'), source('k')]],
    ['a node in a loop of junctions', [junction('j', 'build', 'k'), junction('k', 'j'), source('k')]],
    ['a link', [linkIn('in', 'build', { links: ['o'] }), linkOut('o', ['in']), source('o')]],
    [
      'a link that only the link in knows',
      [linkIn('in', 'build', { links: ['o'] }), linkOut('o', []), source('o')],
    ],
    ['a link that only the link out knows', [linkIn('in', 'build'), linkOut('o', ['in']), source('o')]],
    [
      'a link from another tab',
      [
        { id: 'tab2', type: 'tab' },
        linkIn('in', 'build'),
        linkOut('o', ['in'], { z: 'tab2' }),
        source('o', { z: 'tab2' }),
      ],
    ],
    ['a link call to it', [linkIn('in', 'build'), linkCall('c', ['in']), source('c')]],
    [
      'a link call whose target a message names',
      [linkIn('in', 'build'), linkCall('c', [], { linkType: 'dynamic' }), source('c')],
    ],
    [
      'a link call that returns to it',
      [linkIn('in', 'out'), linkCall('c', ['in'], { wires: [['build']] }), source('c')],
    ],
    [
      'a subflow with a source inside',
      [
        subflow([], [{ id: 's', port: 0 }]),
        node('s', 'helper', [], inside),
        node('i', 'subflow:sub', ['build']),
      ],
    ],
    [
      'a subflow that passes on what a node sends',
      [subflow([], [{ id: 'sub', port: 0 }]), node('i', 'subflow:sub', ['build']), source('i')],
    ],
    [
      'a subflow with a junction inside, and a node in front',
      [
        subflow([{ id: 'j' }], [{ id: 'j', port: 0 }]),
        { ...junction('j'), ...inside },
        node('i', 'subflow:sub', ['build']),
        source('i'),
      ],
    ],
  ];
  for (const [what, nodes] of reached) {
    it(`with a message behind ${what}`, async () => {
      assert.equal(await first(nodes), 'Subscriber');
    });
  }

  it('in each instance of a subflow separately', async () => {
    const inner: FlowNode[] = [
      subflow([{ id: 'j' }], [{ id: 'b', port: 0 }]),
      { ...junction('j', 'b'), ...inside },
      node('b', 'activelogic-distribution', [], { ...inside, distribution: 'Plan', arg: '' }),
    ];
    const instances = [node('i', 'subflow:sub', ['live']), node('other', 'subflow:sub', []), source('other')];
    assert.equal(await first([...inner, ...instances], { d: true }), 'Plan');
    await unload();
    assert.equal(await first([...inner, ...instances, source('i')], { d: true }), 'Subscriber');
  });
});
