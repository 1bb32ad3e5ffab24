import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Simulator } from '../../tools/simulator';
import type { Comms } from '../support/comms';
import { freePort } from '../support/free-port';
import { Gateway, python } from '../support/gateway';
import { type FlowNode, NodeRed } from '../support/node-red-process';

describe('the gateway of the packed package, and Node-RED', function () {
  this.timeout(120_000);
  const simulator = new Simulator({ port: 0, hosts: 4, services: 2, interval: 0.2 });
  let port: number;
  let nodeRed: NodeRed;
  let comms: Comms;
  let folder: string;
  let gateway: Gateway;

  before(async function () {
    python(this);
    await simulator.start();
    port = await freePort();
    nodeRed = await NodeRed.start(flows(port));
    comms = await nodeRed.comms();
    await comms.status.waitFor('nobody there', ({ id, fill }) => id === 'raw' && fill === 'red');
    folder = path.join(nodeRed.userDirectory, 'node_modules', 'node-red-contrib-activelogic', 'gateway');
    gateway = await start(this);
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (gateway as Gateway | undefined)?.stop();
    await simulator.stop();
  });

  function start(test: Mocha.Context): Promise<Gateway> {
    return Gateway.start(test, { upstream: simulator.url, args: ['--port', String(port)], folder });
  }

  function flows(gatewayPort: number): FlowNode[] {
    const at = { z: 'tab', x: 100, y: 100 };
    const live = (id: string, more = {}): FlowNode[] => [
      {
        ...{ id, type: 'activelogic-liveview', appliance: 'box', distributions: [{ name: 'Local Host' }] },
        ...{ wires: [[`${id}-debug`]], ...at, ...more },
      },
      { id: `${id}-debug`, type: 'debug', name: id, active: true, complete: 'payload', ...at, wires: [] },
    ];
    const url = `ws://127.0.0.1:${gatewayPort}/view`;
    return [
      { id: 'tab', type: 'tab', label: 'Gateway' },
      { id: 'box', type: 'activelogic-appliance', url, reconnectMin: 0.1, reconnectMax: 0.2 },
      ...live('default'),
      ...live('same'),
      ...live('raw', { columns: ['outbound_bps'] }),
    ];
  }

  it('ships the program, its unit and its page, and no caches', () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      'README.md',
      'activelogic-gateway.service',
      'activelogic_gateway',
    ]);
    const modules = readdirSync(path.join(folder, 'activelogic_gateway'));
    assert(modules.includes('__main__.py') && modules.every((name) => name.endsWith('.py')), modules.join());
  });

  it('shows views that opened after Node-RED started, with the vendor’s keys', async () => {
    const items = async (node: string): Promise<Record<string, unknown>[]> => {
      const { format, msg } = await comms.debug.waitFor(`items of ${node}`, ({ name }) => name === node);
      assert.equal(format, 'array[4]');
      return JSON.parse(msg) as Record<string, unknown>[];
    };
    for (const node of ['default', 'same']) {
      const [item] = await items(node);
      assert.equal(typeof item?.inbound, 'number');
      assert(['in.int.quality', 'out.shapingdrops', 'connections'].every((key) => key in (item ?? {})));
    }
    assert((await items('raw')).every((item) => Object.keys(item).join() === 'name,outbound_bps'));
    await comms.status.waitFor('green', ({ id, fill }) => id === 'default' && fill === 'green');
    assert.equal(simulator.openViews().length, 2);
  });

  it('restarts while flows run: the nodes show the loss, and come back', async function () {
    const lost = comms.status.waitForNext('red', ({ id, fill }) => id === 'raw' && fill === 'red');
    await gateway.stop();
    assert.match((await lost).text ?? '', /1001 the gateway stops|refuses the connection/);
    await simulator.waitForViews(0);
    const back = comms.debug.waitForNext('items again', ({ name }) => name === 'raw');
    gateway = await start(this);
    await back;
    const news = nodeRed.log.all.filter((line) => /\[(warn|error)\]/.test(line));
    // Node-RED started before the gateway, so the appliance was away twice.
    assert.equal(news.length, 2, news.join('\n'));
  });
});
