import assert from 'node:assert/strict';
import { CATALOG, type Peer, ScriptedSystem } from '../support/scripted-system';
import { type FlowNode, load, Sink, unload } from '../support/node-red';
import { prototypes } from './prototypes';

const GOOD = 200;

/** Each frame is wrong in its own way. `#` must never reach the flow. */
const BAD: (string | Buffer)[] = [
  '{',
  '',
  'null',
  Buffer.from('{"type":"update","columns":["name"],"rows":[["#"]]}'),
  '{"type":"update","columns":["name","a"],"rows":[["#",1],["#"]]}',
  '{"type":"update","columns":["name","a"],"rows":[["#",1e999]]}',
  '{"type":"update","columns":["name","a"],"rows":[["#",1,[["#",1,[["#",1]]]]]]}',
  '{"type":"update","columns":["name","__proto__"],"rows":[["#",{"polluted":1}]]}',
  '{"type":"update","columns":["name","a","a"],"rows":[["#",1,2]]}',
  `{"type":"update","columns":["name"],"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  JSON.stringify({ type: 'catalog', profile: 1, ...CATALOG, system: { name: '#' } }),
  '{"type":"catalog","profile":7}',
];

/** Names of items. */
const NAMES = ['10.0.0.1', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'children', 'path', ''];

describe('a liveview node whose appliance sends good and bad frames', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  let system: ScriptedSystem;

  beforeEach(async () => {
    process.on('unhandledRejection', note);
    system = await ScriptedSystem.start();
  });
  afterEach(async () => {
    await unload();
    await system.stop();
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });

  function flow(shape: 'tree' | 'rows'): FlowNode[] {
    const sink = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
    return [
      { id: 'tab', type: 'tab' },
      {
        id: 'box',
        type: 'activelogic-appliance',
        name: 'Box',
        url: system.url,
        reconnectMin: 0.01,
        reconnectMax: 0.01,
      },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        name: '',
        appliance: 'box',
        distributions: [{ name: 'Local Host' }, { name: 'Service' }],
        filters: [],
        columns: [],
        expand: true,
        output: 'update',
        shape,
        interval: 0,
        autostart: true,
        // Two receivers, so that Node-RED clones the message with its odd keys.
        wires: [['out', 'copy']],
      },
      { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
      sink('out'),
      sink('copy'),
      sink('failures'),
    ];
  }

  async function serve(index: number): Promise<Peer> {
    const peer = await system.peer(index);
    peer.catalog();
    await peer.view();
    return peer;
  }

  for (const shape of ['tree', 'rows'] as const) {
    it(`sends only the good ones, in order and counted, and reports the bad ones once per connection: ${shape}`, async function () {
      this.timeout(30_000);
      await load(flow(shape));
      const [out, copy, failures] = [new Sink('out'), new Sink('copy'), new Sink('failures')];
      // Taken here, because Node-RED changes prototypes when it loads.
      const untouched = prototypes();
      let peer = await serve(0);
      for (let sent = 0; sent < GOOD; sent++) {
        if (sent === GOOD / 2) {
          peer.socket.terminate();
          peer = await serve(1);
        }
        const bad = BAD[sent % BAD.length] ?? '';
        peer.socket.send(bad, { binary: Buffer.isBuffer(bad) });
        const name = NAMES[sent % NAMES.length] ?? '';
        const columns = ['name', 'inbound_bps', 'constructor', 'hasOwnProperty'];
        peer.send({ type: 'update', time: sent, columns, rows: [[name, sent, -1 - sent, null]] });
        const message = await out.message(sent);
        const values = { name, inbound: sent, constructor: -1 - sent, hasOwnProperty: null };
        const item = shape === 'tree' ? values : { ...values, path: [name], 'Local Host': name };
        assert.deepEqual(message.payload, [item]);
        assert.deepEqual((await copy.message(sent)).payload, [item]);
        assert.deepEqual([message.liveview.sequence, message.liveview.time], [sent + 1, sent]);
        assert.deepEqual([message.liveview.updates, message.liveview.skipped], [1, 1]);
      }
      peer.socket.terminate();
      await failures.message(3);
      assert.deepEqual([out.messages.length, copy.messages.length], [GOOD, GOOD]);
      assert.deepEqual(
        failures.messages.map(({ error }) => error.code),
        ['invalid-frame', 'invalid-frames', 'invalid-frame', 'invalid-frames'],
      );
      assert.match(failures.messages[1]?.error.message ?? '', /^100 frames /);
      assert.match(failures.messages[3]?.error.message ?? '', /^100 frames /);
      assert.deepEqual(prototypes(), untouched);
      assert(failures.messages.every(({ error }) => error.source.id === 'live'));
    });
  }
});
