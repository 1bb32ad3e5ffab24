import assert from 'node:assert/strict';
import {
  deploy,
  type DeployType,
  type FlowNode,
  getNode,
  load,
  Sink,
  StatusWatch,
  unload,
} from '../../support/node-red';
import { ScriptedSystem } from '../../support/scripted-system';
import { SteeredClock } from '../../support/steered-clock';
import { type Alarm, alertFlow, LIVEVIEW, sinks, update } from './alert-flow';

/** Nothing listens there. */
const BOX = { id: 'away', type: 'activelogic-appliance', name: 'Away', url: 'ws://127.0.0.1:9/view' };

function silent(wires: string[], more: object = {}): FlowNode {
  return {
    id: 'silent',
    type: 'activelogic-liveview',
    z: 'tab',
    appliance: 'away',
    distributions: [{ name: 'Service' }],
    autostart: true,
    wires: [wires],
    ...more,
  };
}

function between(id: string, type: string, wires: string[], more: object = {}): FlowNode {
  return { id, type, z: 'tab', wires: [wires], ...more };
}

function subflow(input: object[], output: object[]): FlowNode {
  return { id: 'sub', type: 'subflow', name: 'sub', in: [{ wires: input }], out: [{ wires: output }] };
}

function said({ messages }: Sink): string[] {
  return messages.map(({ payload }) => (payload as Alarm).text);
}

function states({ messages }: Sink): string[] {
  return messages.map(({ payload }) => (payload as Alarm).state);
}

const DEPLOYS: readonly DeployType[] = ['nodes', 'flows', 'full'];

const BLIND = 'Warning is blind: no update of Service from Away for 30 s';

describe('a liveview node that has never sent anything, beside one that sends', () => {
  let clock: SteeredClock;

  beforeEach(() => {
    clock = new SteeredClock();
  });
  afterEach(async () => {
    await unload();
  });

  /** Passes time, in which an update of the other node comes each second. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await clock.advance(1000);
      getNode('alert').receive(update(50));
    }
    await clock.advance(1);
  }

  async function begin(nodes: FlowNode[]): Promise<Sink> {
    await load([...alertFlow({ noDataFor: 30 }), BOX, ...nodes], {}, { clock });
    return new Sink('out');
  }

  /** Begins, and passes time until the node is reported. */
  async function beginBlind(nodes: FlowNode[]): Promise<Sink> {
    const out = await begin(nodes);
    await pass(40);
    return out;
  }

  const counted: [string, FlowNode[]][] = [
    ['a wire', [silent(['alert'])]],
    ['junctions', [silent(['j']), between('j', 'junction', ['k']), between('k', 'junction', ['alert'])]],
    [
      'links',
      [
        silent(['o']),
        between('o', 'link out', [], { mode: 'link', links: ['i'] }),
        between('i', 'link in', ['alert'], { links: ['o'] }),
      ],
    ],
    [
      'a link call that always calls it',
      [
        silent(['c']),
        between('c', 'link call', [], { linkType: 'static', links: ['i'] }),
        between('i', 'link in', ['alert'], { links: [] }),
      ],
    ],
    [
      'the output of a subflow',
      [
        subflow([], [{ id: 'silent', port: 0 }]),
        silent([], { z: 'sub' }),
        between('one', 'subflow:sub', ['alert']),
      ],
    ],
    [
      'a subflow that passes everything on',
      [
        silent(['one']),
        subflow([{ id: 'j' }], [{ id: 'j', port: 0 }]),
        between('j', 'junction', [], { z: 'sub' }),
        between('one', 'subflow:sub', ['alert']),
      ],
    ],
  ];
  for (const [way, nodes] of counted) {
    it(`is reported once, behind ${way}`, async () => {
      const out = await begin(nodes);
      await pass(30);
      assert.deepEqual(said(out), []);
      await pass(60);
      assert.deepEqual(said(out), [BLIND]);
    });
  }

  const ignored: [string, FlowNode[]][] = [
    ['that opens no view by itself', [silent(['alert'], { autostart: false })]],
    ['that is disabled', [silent(['alert'], { d: true })]],
    [
      'behind a node that may keep messages',
      [silent(['f']), between('f', 'change', ['alert'], { rules: [] })],
    ],
    [
      'behind a link call that may call another node',
      [
        silent(['c']),
        between('c', 'link call', [], { linkType: 'dynamic', links: ['i'] }),
        between('i', 'link in', ['alert'], { links: [] }),
      ],
    ],
    [
      'behind the answer of a link call',
      [silent(['c']), between('c', 'link call', ['alert'], { linkType: 'static', links: [] })],
    ],
    [
      'in front of another liveview node',
      [silent(['off']), silent(['alert'], { id: 'off', autostart: false })],
    ],
    ['that leads elsewhere', [silent([])]],
  ];
  for (const [which, nodes] of ignored) {
    it(`is not waited for if it is one ${which}`, async () => {
      const out = await begin(nodes);
      await pass(90);
      assert.deepEqual(said(out), []);
    });
  }

  it('counts from when a message opens its view, until one closes it', async () => {
    const out = await begin([silent(['alert'], { autostart: false })]);
    await pass(60);
    getNode('silent').receive({ action: 'open' });
    await pass(20);
    getNode('silent').receive({ action: 'close' });
    await pass(60);
    assert.deepEqual(said(out), []);
    getNode('silent').receive({ action: 'open' });
    await pass(40);
    assert.deepEqual(said(out), [BLIND]);
  });

  it('counts again from when a message asks for another view, after the appliance has refused the first', async () => {
    const system = await ScriptedSystem.start();
    let peers = 0;
    system.onPeer = (peer) => {
      peer.catalog();
      if (peers++ === 0) peer.socket.close(4400, 'no such view');
    };
    try {
      const nodes = [...alertFlow({ noDataFor: 30 }), { ...BOX, url: system.url }, silent(['alert'])];
      await load(nodes, {}, { clock });
      const out = new Sink('out');
      const status = new StatusWatch('silent');
      await pass(20);
      await status.until('red', 'dot');
      getNode('silent').receive({ view: { distributions: [{ name: 'Local Host' }] } });
      await system.peer(1);
      await pass(29);
      assert.deepEqual(said(out), []);
      await pass(5);
      assert.deepEqual(said(out), [BLIND.replace('Service', 'Local Host')]);
    } finally {
      await system.stop();
    }
  });

  it('resumes with its first update, under the same id, also after a deploy', async () => {
    const flow = [...alertFlow({ noDataFor: 30 }), BOX, silent(['alert'])];
    const before = await begin([silent(['alert'])]);
    await pass(40);
    const [blind] = before.messages;
    assert(blind);
    await deploy([...flow, { id: 'other', type: 'tab' }], 'full');
    assert.equal(before.messages.length, 1);
    const { out, completed } = sinks();
    await pass(90);
    assert.deepEqual(said(out), []);
    const liveview = { ...LIVEVIEW, node: 'silent', appliance: 'Away', applianceId: 'away' };
    getNode('alert').receive({ ...update(50), liveview });
    await completed.message(90);
    assert.deepEqual(
      out.messages.map(({ payload }) => [(payload as Alarm).state, (payload as Alarm).id]),
      [['resumed', (blind.payload as Alarm).id]],
    );
  });

  it('ends as gone when it is removed', async () => {
    const out = await begin([silent(['alert'])]);
    await pass(40);
    await deploy([...alertFlow({ noDataFor: 30 }), BOX], 'nodes');
    assert.deepEqual(states(out), ['nodata', 'gone']);
  });

  const unwired: [string, FlowNode[], FlowNode[]][] = [
    ['its wire is removed', [silent(['alert'])], [silent([])]],
    [
      'the wire of a junction in between is removed',
      [silent(['j']), between('j', 'junction', ['alert'])],
      [silent(['j']), between('j', 'junction', [])],
    ],
    [
      'a node that may keep messages is put in between',
      [silent(['alert'])],
      [silent(['f']), between('f', 'change', ['alert'], { rules: [] })],
    ],
  ];
  for (const [how, before, after] of unwired) {
    for (const type of DEPLOYS) {
      it(`ends as gone when ${how}, in a deploy of ${type}`, async () => {
        assert.deepEqual(states(await beginBlind(before)), ['nodata']);
        await deploy([...alertFlow({ noDataFor: 30 }), BOX, ...after], type);
        const { out } = sinks();
        await pass(60);
        assert.deepEqual(states(out), ['gone']);
      });
    }
  }

  for (const type of DEPLOYS) {
    it(`is not waited for if its settings are invalid after a deploy of ${type}`, async () => {
      const closed = silent(['alert'], { autostart: false });
      const before = await begin([closed]);
      getNode('silent').receive({ action: 'open' });
      await pass(5);
      await deploy([...alertFlow({ noDataFor: 30 }), { ...BOX, url: 'nonsense' }, closed], type);
      const { out } = sinks();
      await pass(60);
      assert.deepEqual([...said(before), ...said(out)], []);
    });
  }

  it('is reported by the name of its appliance, even if a variable makes it a number', async () => {
    const [tab, ...others] = alertFlow({ noDataFor: 30 });
    const env = [{ name: 'SITE', type: 'num', value: '7' }];
    const box = { ...BOX, z: 'tab', name: '${SITE}' };
    await load([{ ...tab, id: 'tab', type: 'tab', env }, ...others, box, silent(['alert'])], {}, { clock });
    const out = new Sink('out');
    await pass(40);
    assert.deepEqual(said(out), ['Warning is blind: no update of Service from 7 for 30 s']);
  });

  it('is counted again after msg.reset', async () => {
    const out = await begin([silent(['alert'])]);
    await pass(20);
    getNode('alert').receive({ reset: true });
    await pass(20);
    assert.deepEqual(said(out), []);
    await pass(20);
    assert.deepEqual(said(out), [BLIND]);
  });

  it('is what the status says, instead of green', async () => {
    await begin([silent(['alert'])]);
    const status = new StatusWatch('alert');
    await pass(5);
    assert(status.shown.length > 0);
    assert(!status.shown.some(({ fill }) => fill === 'green'), JSON.stringify(status.shown));
  });

  it('takes nothing from the status when it is removed', async () => {
    await begin([silent(['alert'])]);
    await pass(5);
    const status = new StatusWatch('alert');
    await deploy([...alertFlow({ noDataFor: 30 }), BOX], 'nodes');
    await clock.advance(1000);
    assert.equal(status.shown.at(-1)?.fill, 'green');
  });
});
