import assert from 'node:assert/strict';
import { Simulator } from '../../../tools/simulator';
import {
  deploy,
  type FlowNode,
  getNode,
  load,
  nextStatus,
  Sink,
  StatusWatch,
  unload,
} from '../../support/node-red';

describe('activelogic-distribution and activelogic-filter', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 4 });
    await simulator.start();
  });
  afterEach(async () => {
    await unload();
    await simulator.stop();
    delete process.env.ACTIVELOGIC_TEST;
  });

  function node(id: string, type: string, wires: string[], more: object = {}): FlowNode {
    return { id, type, z: 'tab', wires: [wires], ...more };
  }

  function distribution(id: string, name: string, wires: string[], more: object = {}): FlowNode {
    return node(id, 'activelogic-distribution', wires, { distribution: name, arg: '', ...more });
  }

  function filter(id: string, wires: string[], more: object): FlowNode {
    return node(id, 'activelogic-filter', wires, { mode: 'include', arg: '', ...more });
  }

  function flow(...nodes: FlowNode[]): FlowNode[] {
    return [
      {
        id: 'tab',
        type: 'tab',
        env: [
          { name: 'LEVEL', value: 'Service', type: 'str' },
          { name: 'DEPTH', value: '3', type: 'num' },
        ],
      },
      { id: 'box', type: 'activelogic-appliance', name: 'Box', url: simulator.url },
      node('live', 'activelogic-liveview', ['out'], {
        appliance: 'box',
        distributions: [{ name: 'Subscriber' }],
        autostart: true,
      }),
      node('out', 'helper', []),
      node('end', 'helper', []),
      node('catch', 'catch', ['failures']),
      node('failures', 'helper', []),
      ...nodes,
    ];
  }

  const CHAIN = {
    distributions: [{ name: 'Local Host' }, { name: 'Service' }],
    filters: [{ mode: 'include', name: 'Host', values: ['10.0.0.0/8'] }],
    expand: true,
  };

  function chain(): FlowNode[] {
    return [
      distribution('d1', 'Local Host', ['d2']),
      distribution('d2', 'Service', ['f']),
      filter('f', ['live'], { filter: 'Host', values: [{ v: '10.0.0.0/8', vt: 'str' }] }),
    ];
  }

  describe('a chain in front of a liveview node', () => {
    it('opens exactly its view at deploy, without an input and without a second socket', async () => {
      await load(flow(...chain()));
      const message = await new Sink('out').message(0);
      assert.deepEqual(message.liveview.distributions, CHAIN.distributions);
      assert.deepEqual(simulator.openViews(), [CHAIN]);
      assert.deepEqual([simulator.connectionCount, simulator.upgradeCount], [1, 1]);
    });

    it('waits for a message if something is wired into it and autostart is off', async () => {
      const nodes = flow(
        ...chain(),
        node('inject', 'helper', ['d1']),
        node('other', 'activelogic-liveview', ['end'], {
          appliance: 'box',
          distributions: [{ name: 'Plan' }],
        }),
      );
      await load(nodes.map((entry) => (entry.id === 'live' ? { ...entry, autostart: false } : entry)));
      await new Sink('end').message(0);
      assert.deepEqual(
        simulator.openViews().map(({ distributions }) => distributions),
        [[{ name: 'Plan' }]],
      );
      const out = new Sink('out');
      getNode('d1').receive({});
      assert.deepEqual((await out.message(0)).liveview.distributions, CHAIN.distributions);
    });

    const elsewhere: [string, object][] = [
      ['has a property `in` of its own', { in: 'abc' }],
      ['has a port without wires', { wires: [null] }],
      ['is wired into it but disabled', { wires: [['d1']], d: true }],
    ];
    for (const [what, other] of elsewhere) {
      it(`also starts if another node ${what}`, async () => {
        await load([...flow(...chain()), node('other', 'helper', [], other)]);
        assert.deepEqual((await new Sink('out').message(0)).liveview.distributions, CHAIN.distributions);
      });
    }

    it('changes the view with another message, without a gap', async () => {
      await load(
        flow(
          distribution('d', '${msg}', ['live']),
          filter('f', ['live'], { filter: 'Service', values: [{ v: 'service', vt: 'msg' }] }),
          node('inject', 'helper', ['d', 'f']),
        ),
      );
      const out = new Sink('out');
      assert.deepEqual((await out.message(0)).topic, 'Subscriber');
      getNode('f').receive({ service: simulator.catalog.services.slice(0, 2) });
      const second = await out.message(1);
      assert.deepEqual(second.liveview.filters, [
        { mode: 'include', name: 'Service', values: simulator.catalog.services.slice(0, 2) },
      ]);
      await simulator.waitForConnections(1);
    });

    it('gives its view to a liveview node that a deploy of modified nodes restarts', async () => {
      await load(flow(...chain()));
      await new Sink('out').message(0);
      const changed = flow(...chain()).map((entry) =>
        entry.id === 'live' ? { ...entry, name: 'anew' } : entry,
      );
      await deploy(changed, 'nodes');
      const message = await new Sink('out').message(0);
      assert.deepEqual([message.topic, message.liveview.distributions], ['anew', CHAIN.distributions]);
      assert.equal(simulator.upgradeCount, 1);
    });
  });

  describe('a chain that a deploy does not touch', () => {
    it('keeps what a message has changed since', async () => {
      await load(flow(...chain()));
      await new Sink('out').message(0);
      const out = new Sink('out');
      getNode('live').receive({ view: { distributions: [{ name: 'Plan' }] } });
      await out.message(0);
      await deploy(flow(...chain(), node('more', 'helper', [])), 'nodes');
      // By then everything that the chain sent has arrived.
      const again = new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
      await again;
      simulator.tick();
      assert.equal((await out.message(1)).topic, 'Plan');
      assert.equal(simulator.upgradeCount, 2);
    });

    it('sends the view of its builder that the deploy has changed', async () => {
      await load(flow(...chain()));
      await new Sink('out').message(0);
      const out = new Sink('out');
      const changed = flow(...chain()).map((entry) =>
        entry.id === 'd2' ? { ...entry, distribution: 'Plan' } : entry,
      );
      await deploy(changed, 'nodes');
      assert.deepEqual((await out.message(0)).liveview.distributions, [
        { name: 'Local Host' },
        { name: 'Plan' },
      ]);
    });
  });

  describe('in a subflow', () => {
    const INSIDE = 'activelogic-distribution';

    function withSubflow(instanceFed: boolean, inputWired: boolean): FlowNode[] {
      return [
        ...flow(),
        {
          id: 'sub',
          type: 'subflow',
          name: 'sub',
          in: [{ x: 0, y: 0, wires: inputWired ? [{ id: 'inner' }] : [] }],
          out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }],
        },
        { id: 'inner', type: INSIDE, z: 'sub', distribution: 'Service', arg: '', wires: [[]] },
        node('instance', 'subflow:sub', ['live']),
        ...(instanceFed ? [node('inject', 'helper', ['instance'])] : []),
      ];
    }

    it('starts the chain if nothing is wired into it', async () => {
      await load(withSubflow(true, false));
      assert.equal((await new Sink('out').message(0)).topic, 'Service');
    });

    it('starts it if the subflow’s input is wired to it, but nothing to the subflow', async () => {
      await load(withSubflow(false, true));
      assert.equal((await new Sink('out').message(0)).topic, 'Service');
    });

    it('waits if a message can come through the subflow’s input', async () => {
      await load(withSubflow(true, true));
      assert.equal((await new Sink('out').message(0)).topic, 'Subscriber');
    });
  });

  describe('a part', () => {
    async function build(part: FlowNode, message: Record<string, unknown> = {}): Promise<Sink> {
      await load(flow(part, node('inject', 'helper', ['part'])));
      const end = new Sink('end');
      getNode('part').receive(message);
      return end;
    }

    it('is added after what msg.view has, and the rest of the message stays', async () => {
      const view = { distributions: [{ name: 'Plan' }], expand: false };
      const end = await build(distribution('part', 'Service', ['end']), { view, payload: 1 });
      const message = await end.message(0);
      assert.deepEqual(message.view, {
        distributions: [{ name: 'Plan' }, { name: 'Service' }],
        expand: false,
      });
      assert.equal(message.payload, 1);
    });

    it('takes ${VAR}, alone or inside text, of the flow and the environment', async () => {
      process.env.ACTIVELOGIC_TEST = 'Cell';
      const end = await build(
        distribution('part', '${LEVEL}', ['end'], { arg: 'PSM/${ACTIVELOGIC_TEST}/x' }),
      );
      assert.deepEqual((await end.message(0)).view, {
        distributions: [{ name: 'Service', arg: 'PSM/Cell/x' }],
      });
    });

    it('accepts a variable that is a number', async () => {
      const end = await build(distribution('part', 'Service', ['end'], { arg: '${DEPTH}' }));
      assert.deepEqual((await end.message(0)).view, { distributions: [{ name: 'Service', arg: '3' }] });
    });

    it('has values of every type, and adds all elements of a list', async () => {
      process.env.ACTIVELOGIC_TEST = 'from env';
      const values = [
        { v: 'text', vt: 'str' },
        { v: '5', vt: 'num' },
        { v: 'true', vt: 'bool' },
        { v: 'payload.list', vt: 'msg' },
        { v: 'ACTIVELOGIC_TEST', vt: 'env' },
        { v: '"a" & "b"', vt: 'jsonata' },
        { v: 'kept', vt: 'flow' },
        { v: 'kept', vt: 'global' },
      ];
      await load(
        flow(
          filter('part', ['end'], { mode: 'exclude', filter: 'Flags', arg: 'X', values }),
          node('inject', 'helper', ['part']),
        ),
      );
      const { flow: flowContext, global: globalContext } = getNode('part').context();
      flowContext.set('kept', ['f1', 'f2']);
      globalContext.set('kept', 'g');
      const end = new Sink('end');
      getNode('part').receive({ payload: { list: ['one', 'two'] } });
      const expected = ['text', 5, true, 'one', 'two', 'from env', 'ab', 'f1', 'f2', 'g'];
      assert.deepEqual((await end.message(0)).view, {
        filters: [{ mode: 'exclude', name: 'Flags', values: expected, arg: 'X' }],
      });
    });

    it('shows a failure, at most once a second and only when it changes', async () => {
      await load(
        flow(
          filter('part', ['end'], { filter: 'Host', values: [{ v: 'host', vt: 'msg' }] }),
          node('inject', 'helper', ['part']),
        ),
      );
      const status = new StatusWatch('part');
      const failures = new Sink('failures');
      const end = new Sink('end');
      for (let count = 0; count < 5; count++) getNode('part').receive({ host: 'a' });
      await end.message(4);
      assert(status.shown.every(({ fill }) => fill === undefined));
      for (let count = 0; count < 5; count++) getNode('part').receive({});
      await failures.message(4);
      await status.until('red', 'dot', /: Value 1: msg\.host has no value/);
      assert.equal(status.shown.filter(({ fill }) => fill !== undefined).length, 1);
    });

    for (const [type, broken, mended] of [
      [
        'activelogic-filter',
        { filter: 'Host', values: [] },
        { filter: 'Host', values: [{ v: 'a', vt: 'str' }] },
      ],
      ['activelogic-distribution', { distribution: '' }, { distribution: 'Service' }],
      ['activelogic-catalog', { appliance: 'none' }, { appliance: 'box' }],
    ] as const) {
      it(`clears the failure of ${type} when a deploy has corrected it, before any message comes`, async () => {
        const make = (more: object): FlowNode[] =>
          flow(node('part', type, ['end'], more), node('inject', 'helper', ['part']));
        await load(make(broken));
        const status = new StatusWatch('part');
        getNode('part').receive({});
        await status.until('red', 'dot');
        const shown = nextStatus('part');
        await deploy(make(mended), 'nodes');
        assert.deepEqual(await shown, {});
      });
    }

    const wrong: [string, FlowNode, Record<string, unknown>, RegExp][] = [
      [
        'a distribution without a name',
        distribution('part', '', ['end']),
        {},
        /^Distribution must be a name/,
      ],
      [
        'a name that is none',
        node('part', 'activelogic-distribution', ['end'], { distribution: ['Service'] }),
        {},
        /^Distribution must be text, but is \["Service"\]/,
      ],
      [
        'a variable that is not set',
        distribution('part', 'a ${NOT_SET}', ['end']),
        {},
        /^Distribution: the variable NOT_SET is not set/,
      ],
      [
        'an argument that is not set',
        distribution('part', 'a', ['end'], { arg: '${NOT_SET}' }),
        {},
        /^Argument: the variable NOT_SET/,
      ],
      [
        'a value that resolves to nothing',
        filter('part', ['end'], {
          filter: 'Host',
          values: [
            { v: 'ok', vt: 'str' },
            { v: 'payload.host', vt: 'msg' },
          ],
        }),
        { payload: {} },
        /^Value 2: msg\.payload\.host has no value/,
      ],
      [
        'a value of a variable that is not set',
        filter('part', ['end'], { filter: 'Host', values: [{ v: 'NOT_SET', vt: 'env' }] }),
        {},
        /^Value 1: env\.NOT_SET has no value/,
      ],
      [
        'an empty list',
        filter('part', ['end'], { filter: 'Host', values: [{ v: 'l', vt: 'msg' }] }),
        { l: [] },
        /msg\.l has no value/,
      ],
      [
        'no values',
        filter('part', ['end'], { filter: 'Host', values: [] }),
        {},
        /^Values must have at least one/,
      ],
      [
        'a value of another type',
        filter('part', ['end'], { filter: 'Host', values: [{ v: 'payload', vt: 'msg' }] }),
        { payload: [{ a: 1 }] },
        /^Value 1 \[0\] must be text, a number or true or false, but is \{"a":1\}/,
      ],
      [
        'values that are no list',
        filter('part', ['end'], { filter: 'Host', values: 'x' }),
        {},
        /^Values must be a list, but is "x"/,
      ],
      [
        'a value that is none',
        filter('part', ['end'], { filter: 'Host', values: [null] }),
        {},
        /^Value 1 must be an object, but is null/,
      ],
      [
        'a number that is empty',
        filter('part', ['end'], { filter: 'Host', values: [{ v: '', vt: 'num' }] }),
        {},
        /^Value 1 must not be empty/,
      ],
      [
        'a number that is none',
        filter('part', ['end'], { filter: 'Host', values: [{ v: 'many', vt: 'num' }] }),
        {},
        /^Value 1 must be text, a number .* but is "many"/,
      ],
      [
        'an expression that fails',
        filter('part', ['end'], { filter: 'Host', values: [{ v: '$nope(', vt: 'jsonata' }] }),
        {},
        /^Value 1: jsonata\.\$nope\( cannot be read: .*expression/,
      ],
      [
        'a property path that is none',
        filter('part', ['end'], { filter: 'Host', values: [{ v: 'a..b', vt: 'msg' }] }),
        {},
        /^Value 1: msg\.a\.\.b cannot be read: .*position 2/,
      ],
      [
        'a view that is none',
        distribution('part', 'a', ['end']),
        { view: 'x' },
        /msg\.view must be an object, but is "x"/,
      ],
      [
        'distributions that are no list',
        distribution('part', 'a', ['end']),
        { view: { distributions: 5 } },
        /msg\.view\.distributions must be a list, but is 5/,
      ],
    ];
    for (const [what, part, message, expected] of wrong) {
      it(`with ${what} is an error, and the message stops there`, async () => {
        const end = await build(part, message);
        assert.match((await new Sink('failures').message(0)).error.message, expected);
        assert.equal(end.messages.length, 0);
      });
    }
  });
});
