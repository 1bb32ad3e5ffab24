import { Simulator } from '../../../tools/simulator';
import { type AdminClient, AdminServer } from '../../support/admin-client';
import { draft } from '../../support/drafts';
import { deploy, type FlowNode, load, Sink, StatusWatch, unload } from '../../support/node-red';

describe('waiting views of an appliance that is back', () => {
  const admin = new AdminServer();
  let client: AdminClient;
  let simulator: Simulator;
  let url: string;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 4, services: 3 });
    url = await simulator.start();
    await simulator.stop();
  });
  afterEach(async () => {
    await admin.stop();
    await unload();
    await simulator.stop();
  });

  function live(id: string, distribution: string): FlowNode[] {
    return [
      {
        id,
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        distributions: [{ name: distribution }],
        wires: [[`${id}-out`]],
      },
      { id: `${id}-out`, type: 'helper', z: 'tab', wires: [] },
    ];
  }

  const IDS = ['hosts', 'services'];

  function flow(): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      // Ten minutes. A view that comes back sooner did not wait for that.
      { id: 'box', type: 'activelogic-appliance', url, reconnectMin: 600, reconnectMax: 600 },
      ...live('hosts', 'Local Host'),
      ...live('services', 'Service'),
    ];
  }

  const triggers: [string, () => Promise<unknown>][] = [
    ['a form asks what the appliance offers', () => client.get('box/catalog')],
    ['a connection test succeeds', () => client.post('test', { appliance: draft({ id: 'box', url }) })],
    [
      'a preview shows one of them',
      () =>
        client.preview('box/preview', {
          view: { distributions: [{ name: 'Service' }], filters: [], expand: true },
        }),
    ],
    [
      'a preview shows another view',
      () =>
        client.preview('box/preview', {
          view: { distributions: [{ name: 'Server Hostname' }], filters: [], expand: true },
        }),
    ],
    ['another view opens', () => deploy([...flow(), ...live('names', 'Server Hostname')], 'nodes')],
  ];
  for (const [what, trigger] of triggers) {
    it(`come back when ${what}`, async () => {
      await load(flow(), {}, { first: [admin.set] });
      client = await admin.start();
      await Promise.all(IDS.map((id) => new StatusWatch(id).until('red', 'ring', /refuses/)));
      const outs = IDS.map((id) => new Sink(`${id}-out`));
      await simulator.start();
      await trigger();
      for (const out of outs) await out.message(0);
    });
  }
});
