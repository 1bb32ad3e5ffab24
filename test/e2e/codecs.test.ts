import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CODEC_MODULE, ODD_MODULE, TrafficSystem } from '../codecs/traffic-system';
import type { Comms, DebugMessage } from '../support/comms';
import { type FlowNode, NodeRed } from '../support/node-red-process';

const VIEW = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  columns: [],
  expand: true,
  output: 'update',
  shape: 'tree',
};

function flows(url: string): FlowNode[] {
  const place = { z: 'tab', x: 100, y: 100 };
  const debug = { type: 'debug', ...place, active: true, tosidebar: true, complete: 'payload', wires: [] };
  return [
    { id: 'tab', type: 'tab', label: 'Flow' },
    { id: 'global', type: 'global-config', env: [{ name: 'MONITOR', value: 'monitor', type: 'str' }] },
    {
      id: 'box',
      type: 'activelogic-appliance',
      name: 'Monitor',
      url,
      codec: 'traffic-${MONITOR}',
      reconnectMin: 0.05,
      reconnectMax: 0.1,
    },
    { id: 'live', type: 'activelogic-liveview', ...place, appliance: 'box', ...VIEW, wires: [['items']] },
    { id: 'items', name: 'items', ...debug },
    {
      id: 'refused',
      type: 'activelogic-liveview',
      ...place,
      appliance: 'box',
      ...VIEW,
      filters: [{ mode: 'include', name: 'Service', values: ['forbidden'] }],
      wires: [[]],
    },
    {
      id: 'strange',
      type: 'activelogic-liveview',
      ...place,
      appliance: 'box',
      ...VIEW,
      distributions: [{ name: 'Server Hostname' }],
      wires: [[]],
    },
    {
      id: 'ask',
      type: 'inject',
      ...place,
      props: [],
      repeat: '',
      crontab: '',
      once: false,
      wires: [['offers']],
    },
    { id: 'offers', type: 'activelogic-catalog', ...place, appliance: 'box', wires: [['catalog']] },
    { id: 'catalog', name: 'catalog', ...debug },
    { id: 'lost', type: 'activelogic-appliance', name: 'Lost', url, codec: 'no-such-codec' },
    { id: 'none', type: 'activelogic-appliance', name: 'None', url, codec: 'empty' },
    { id: 'stuck', type: 'activelogic-liveview', ...place, appliance: 'lost', ...VIEW, wires: [[]] },
    { id: 'failures', type: 'catch', ...place, scope: null, uncaught: false, wires: [['caught']] },
    { id: 'caught', name: 'caught', ...debug, complete: 'error.message' },
  ];
}

describe('a codec of another module, in Node-RED', function () {
  this.timeout(120_000);
  let system: TrafficSystem;
  let nodeRed: NodeRed;
  let comms: Comms;

  before(async () => {
    system = await TrafficSystem.start();
    nodeRed = await NodeRed.start(flows(system.url), undefined, { modules: [CODEC_MODULE, ODD_MODULE] });
    comms = await nodeRed.comms();
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await system.stop();
  });

  /** The next message of a debug node. */
  function next(name: string): Promise<DebugMessage> {
    return comms.debug.waitForNext(name, (message) => message.name === name);
  }

  it('fits in 80 lines', () => {
    const scripts = readdirSync(CODEC_MODULE).filter((file) => file.endsWith('.js'));
    assert.deepEqual(scripts.sort(), ['codec.js', 'plugin.js']);
    const lines = scripts.flatMap((file) => readFileSync(path.join(CODEC_MODULE, file), 'utf8').split('\n'));
    assert.ok(lines.length < 80, `${lines.length} lines`);
  });

  it('turns the updates of an appliance with another protocol into items', async () => {
    await system.until(({ requests }) => requests.some(({ only }) => only.length === 0));
    assert.deepEqual(
      system.requests.find(({ only }) => only.length === 0),
      { show: ['host', 'app'], only: [], not: [], deep: true },
    );
    await comms.status.waitFor('an update', ({ id, text }) => id === 'live' && /\b2\b/.test(text ?? ''));
    const message = next('items');
    system.tick();
    const items = JSON.parse((await message).msg) as object[];
    const values = { inbound: 1001, outbound: 11, rtt: 12.5 };
    assert.deepEqual(items[0], {
      name: '10.0.0.1',
      inbound: 1201,
      outbound: 31,
      rtt: 12.5,
      children: [
        { name: 'HTTP', ...values },
        { name: 'DNS', inbound: 201, outbound: 21, rtt: null },
      ],
    });
    assert.equal(items.length, 2);
  });

  it('answers the keep-alive of the appliance', async () => {
    await system.until(({ answers }) => answers > 0);
  });

  it('shows a view that the appliance refuses as refused, and one that the codec cannot request as well', async () => {
    const refused = await comms.status.waitFor('red', ({ id, fill }) => id === 'refused' && fill === 'red');
    assert.equal(refused.shape, 'dot');
    assert.match(refused.text ?? '', /nobody may look at that/);
    const strange = await comms.status.waitFor('red', ({ id, fill }) => id === 'strange' && fill === 'red');
    assert.equal(strange.shape, 'dot');
    assert.match(
      strange.text ?? '',
      /traffic-monitor failed: the appliance has nothing like Server Hostname/,
    );
    await system.until(({ connections }) => connections === 1);
  });

  it('offers the catalogue that the codec brings', async () => {
    const message = next('catalog');
    await nodeRed.inject('ask');
    const { system: who, distributions } = JSON.parse((await message).msg) as Record<string, unknown>;
    assert.deepEqual(who, { name: 'Traffic monitor' });
    assert.deepEqual(distributions, [{ name: 'Local Host' }, { name: 'Service' }]);
  });

  it('connects again after a loss', async () => {
    const views = system.requests.length;
    const message = next('items');
    system.drop();
    await system.until(({ requests }) => requests.length > views);
    assert.match((await message).msg, /10\.0\.0\.1/);
    assert.deepEqual(system.requests.at(-1), { show: ['host', 'app'], only: [], not: [], deep: true });
  });

  it('can be chosen from all installed codecs', async () => {
    assert.deepEqual(await nodeRed.get('activelogic-appliance/codecs'), {
      codecs: [
        { id: 'babbler', label: 'babbler' },
        { id: 'empty', label: 'empty' },
        { id: 'traffic-monitor', label: 'Traffic monitor' },
      ],
    });
  });

  it('that does not exist is an error that names it', () => {
    const said = 'Codec must be a codec, with a name and a function open, but is "empty"';
    assert.ok(nodeRed.log.all.some((line) => line.endsWith(`[activelogic-appliance:None] ${said}`)));
  });

  it('that is not installed is an error that names it', async () => {
    const stuck = await comms.status.waitFor('red', ({ id, fill }) => id === 'stuck' && fill === 'red');
    assert.equal(stuck.text, 'refused: Codec: the codec no-such-codec is not installed in this Node-RED');
    assert.ok(
      nodeRed.log.all.some((line) => line.includes('[activelogic-appliance:Lost] Codec: the codec ')),
    );
  });
});
