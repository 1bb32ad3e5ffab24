import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import fc from 'fast-check';
import { type Item, View, ViewDistribution, ViewExcludeFilter, ViewIncludeFilter } from '../../lib';
import { Simulator } from '../../tools/simulator';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { WebSocket } from 'ws';
import { anyView } from '../tools/simulator/arbitraries';
import { rejectedWith, TestClient } from '../tools/simulator/client';
import { Gateway } from '../support/gateway';

describe('the gateway: profile 1', () => {
  let simulator: Simulator;
  let gateway: Gateway;

  before(async function () {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 12, services: 5 });
    gateway = await Gateway.start(this, {
      upstream: await simulator.start(),
      args: ['--max-views', '40'],
      standIn: ['distribution-arg'],
    });
  });
  after(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  it('sends a catalogue of the documented names, and then the requested view', async () => {
    const client = new TestClient(gateway.url);
    const catalog = await client.catalog();
    assert.deepEqual(catalog.system, { name: `${new URL(simulator.url).host} (gateway)` });
    assert(catalog.distributions.some(({ name }) => name === 'Local Host'));
    assert(catalog.filters.some(({ name }) => name === 'Session Context'));
    assert.deepEqual(catalog.services, []);
    const defaults = catalog.fields.filter((field) => field.default === true).map(({ name }) => name);
    assert.deepEqual(defaults.slice(0, 3), ['name', 'inbound', 'outbound']);
    assert(defaults.includes('in.ext.quality'));
    assert(
      catalog.fields.every(({ unit }) => unit === undefined),
      'the page has no units',
    );
    const asked = Date.now();
    client.view();
    const update = await client.update();
    const { time = NaN } = update;
    assert(
      asked - 1 <= time && time <= Date.now() + 1,
      'the vendor’s call has no clock, so it is when it came',
    );
    assert.deepEqual([update.id?.number, update.age], [1, undefined]);
    assert.equal(update.rows.length, 5);
    await client.end();
  });

  /**
   * A view's items, straight from the simulator or through the gateway, as a user of the library gets them.
   */
  async function items(
    url: string,
    { columns, distributions, filters, expand }: ViewDefinition,
  ): Promise<Item[]> {
    const view = new View(url);
    if (columns) view.addColumns(...columns);
    view.addDistributions(...distributions.map(({ name, arg }) => new ViewDistribution(name, arg)));
    for (const { mode, name, values, arg } of filters) {
      const Filter = mode === 'include' ? ViewIncludeFilter : ViewExcludeFilter;
      view.addFilters(new Filter(name, values, arg));
    }
    view.expandByDefault(expand);
    await view.connect();
    const update = await view.waitForUpdate();
    await view.close();
    return update.map(known);
  }

  /** Drops null values: the gateway cannot know that an item lacks a column that was requested. */
  function known({ children, ...item }: Item): Item {
    const values = Object.entries(item).filter(([, value]) => value !== null);
    return {
      ...(Object.fromEntries(values) as Item),
      ...(children ? { children: children.map(known) } : {}),
    };
  }

  it('has the items of the appliance, whichever view you request', async () => {
    const raw = ['outbound_bps', 'name', 'in_quality_packets'];
    const views = fc.sample(fc.tuple(anyView, fc.constantFrom(undefined, raw)), { numRuns: 24, seed: 1 });
    await Promise.all(
      views.map(async ([view, columns]) => {
        const definition = { ...view, ...(columns ? { columns } : {}) };
        const [through, straight] = [gateway, simulator].map(({ url }) => items(url, definition));
        assert.deepEqual(await through, await straight, JSON.stringify(definition));
      }),
    );
  }).timeout(20_000);

  it('has the chosen columns in their order, name first', async () => {
    const client = new TestClient(gateway.url);
    await client.catalog();
    client.view({ columns: ['outbound_bps', 'name', 'inbound_bps', 'outbound_bps'] });
    assert.deepEqual((await client.update()).columns, ['name', 'outbound_bps', 'inbound_bps']);
    await client.end();
  });

  it('ignores unknown properties, and treats null as absent', async () => {
    const client = new TestClient(gateway.url);
    await client.catalog();
    client.view({ columns: null, more: 1, distributions: [{ name: 'Service', arg: null, more: 1 }] });
    assert.equal((await client.update()).rows.length, 5);
    await client.end();
  });

  const view = { type: 'view', distributions: [{ name: 'Service' }], filters: [], expand: true };
  const filter = { mode: 'include', name: 'Host', values: ['10.0.0.249'] };
  const refused: [string, unknown, string, RegExp][] = [
    ['text that is not JSON', '{"type":', 'bad-frame', /not JSON/],
    [
      'NaN',
      JSON.stringify({ ...view, filters: [{ ...filter, values: [0] }] }).replace('[0]', '[NaN]'),
      'bad-frame',
      /not JSON/,
    ],
    ['nesting without an end', '['.repeat(200_000), 'bad-frame', /not JSON/],
    ['a list', [view], 'bad-frame', /not a JSON object/],
    ['another type', { ...view, type: 'update' }, 'bad-frame', /type must be view, but is "update"/],
    ['no distributions', { ...view, distributions: [] }, 'bad-frame', /distributions .* at least one/],
    [
      'distributions that are no list',
      { ...view, distributions: 'Host' },
      'bad-frame',
      /distributions must be a list, but is "Host"/,
    ],
    [
      'a distribution that is no object',
      { ...view, distributions: ['Host'] },
      'bad-frame',
      /distributions\[0\] must be an object, but is "Host"/,
    ],
    [
      'a name that is blank',
      { ...view, distributions: [{ name: ' ' }] },
      'bad-frame',
      /distributions\[0\]\.name must be a name, but is " "/,
    ],
    [
      'an argument that is no text',
      { ...view, distributions: [{ name: 'a', arg: 5 }] },
      'bad-frame',
      /distributions\[0\]\.arg must be text, but is 5/,
    ],
    ['missing filters', { ...view, filters: undefined }, 'bad-frame', /filters must be a list, but is null/],
    [
      'a mode that there is not',
      { ...view, filters: [{ ...filter, mode: 'only' }] },
      'bad-frame',
      /filters\[0\]\.mode must be include or exclude, but is "only"/,
    ],
    [
      'a filter without values',
      { ...view, filters: [{ ...filter, values: [] }] },
      'bad-value',
      /filters\[0\]\.values .* at least one/,
    ],
    [
      'a value that is an object',
      { ...view, filters: [filter, { ...filter, values: ['a', {}] }] },
      'bad-value',
      /filters\[1\]\.values\[1\] must be .*, but is \{\}/,
    ],
    [
      'a value that is empty',
      { ...view, filters: [{ ...filter, values: [''] }] },
      'bad-value',
      /filters\[0\]\.values\[0\]/,
    ],
    [
      'a value beyond all numbers',
      JSON.stringify({ ...view, filters: [{ ...filter, values: [0] }] }).replace('[0]', '[1e999]'),
      'bad-value',
      /values\[0\]/,
    ],
    [
      'a whole number beyond all numbers',
      JSON.stringify({ ...view, filters: [{ ...filter, values: [0] }] }).replace(
        '[0]',
        `[1${'0'.repeat(400)}]`,
      ),
      'bad-value',
      /values\[0\]/,
    ],
    ['columns that are no list', { ...view, columns: 'name' }, 'bad-frame', /columns must be a list/],
    [
      'a column that is no text',
      { ...view, columns: ['name', 7] },
      'bad-frame',
      /columns\[1\] must be a name, but is 7/,
    ],
    [
      'expand that is a word',
      { ...view, expand: 'yes' },
      'bad-frame',
      /expand must be true or false, but is "yes"/,
    ],
  ];
  for (const [what, frame, code, message] of refused) {
    it(`refuses ${what}`, async () => {
      const client = new TestClient(gateway.url);
      await client.catalog();
      client.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
      const error = await client.error();
      assert.deepEqual([error.code, error.fatal], [code, true]);
      assert.match(error.message, message);
      assert.equal(await client.closed, 4400);
    });
  }

  it('refuses a binary frame, and a second view frame', async () => {
    const binary = new TestClient(gateway.url);
    await binary.catalog();
    binary.socket.send(Buffer.from(JSON.stringify(view)));
    assert.match((await binary.error()).message, /binary/);
    assert.equal(await binary.closed, 4400);
    const second = new TestClient(gateway.url);
    await second.catalog();
    second.view();
    await second.update();
    second.view();
    assert.match((await second.error()).message, /Only one frame/);
    assert.equal(await second.closed, 4400);
  });

  it('ends the connection after a frame that is too large or not UTF-8', async () => {
    const large = new TestClient(gateway.url);
    await large.catalog();
    large.socket.send(`"${'x'.repeat(2 ** 20)}"`);
    assert.equal(await large.closed, 1009);
    const garbled = new TestClient(gateway.url);
    await garbled.catalog();
    garbled.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    assert.equal(await garbled.closed, 1007);
  });

  it('survives clients that leave in the middle of a request or frame, and what is not HTTP', async () => {
    const watcher = new TestClient(gateway.url);
    await watcher.catalog();
    watcher.view();
    await watcher.update();
    const upgrade =
      'GET /view HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
    const half = Buffer.concat([Buffer.from([0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4]), Buffer.alloc(100)]);
    const attempts = ['', 'GET /vi', '\0\x01\x02\r\n\r\n', upgrade].map((text) => [Buffer.from(text)]);
    for (const parts of [...attempts, [Buffer.from(upgrade), half]]) {
      const socket = net.connect(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      for (const part of parts) socket.write(part);
      if (parts.length > 1) await once(socket, 'data');
      socket.resetAndDestroy();
    }
    simulator.tick();
    await watcher.update();
    await watcher.end();
    gateway.checkLines();
  });

  it('answers another path with 404, a plain request with 426, and a browser page with 403', async () => {
    assert.equal(await rejectedWith(gateway.url.replace('/view', '/')), 404);
    assert.equal((await fetch(gateway.url.replace('ws:', 'http:'))).status, 426);
    assert.equal(await rejectedWith(gateway.url, { origin: 'http://localhost' }), 403);
    const client = new TestClient(`${gateway.url}?node=1`);
    await client.catalog();
    await client.end();
  });

  describe('with a token, and few clients', () => {
    const TOKEN = 'a-token-of-its-own';
    let guarded: Gateway;

    before(async function () {
      guarded = await Gateway.start(this, {
        upstream: simulator.url,
        args: ['--heartbeat', '0.2', '--max-clients', '2'],
        env: { ACTIVELOGIC_GATEWAY_TOKEN: TOKEN },
      });
    });
    after(() => guarded.stop());

    function authorized(authorization: string): { headers: Record<string, string> } {
      return { headers: { authorization } };
    }

    it('lets in clients that have the token, and answers all others with 401', async () => {
      assert.equal(await rejectedWith(guarded.url), 401);
      const basic = Buffer.from(`user:${TOKEN}`).toString('base64');
      for (const wrong of [
        `Bearer ${TOKEN}x`,
        'Bearer ',
        `Bearer${TOKEN}`,
        TOKEN,
        `Basic ${basic}`,
        'Bearer \u00fc',
      ]) {
        assert.equal(await rejectedWith(guarded.url, authorized(wrong)), 401, wrong);
      }
      for (const right of [`Bearer ${TOKEN}`, `bearer  ${TOKEN}`]) {
        const client = new TestClient(guarded.url, authorized(right));
        await client.catalog();
        await client.end();
      }
      assert(!guarded.lines.all.join('\n').includes(TOKEN));
    });

    it('ends the connection of a client that does not request a view', async () => {
      const client = new TestClient(guarded.url, authorized(`Bearer ${TOKEN}`));
      await client.catalog();
      const [code, reason] = (await once(client.socket, 'close')) as [number, Buffer];
      assert.deepEqual([code, reason.toString()], [1008, 'no view frame within 0.4 s']);
    });

    it('ends the connection of a client that answers no ping', async () => {
      const client = new TestClient(guarded.url, { ...authorized(`Bearer ${TOKEN}`), autoPong: false });
      await client.catalog();
      client.view();
      await client.update();
      assert.equal(await client.closed, 1011);
      assert.equal(client.socket.readyState, WebSocket.CLOSED);
    });

    it('answers one client too many with 503, until another leaves', async () => {
      const options = authorized(`Bearer ${TOKEN}`);
      // The gateway notices an end, such as that of an earlier test's client, a moment after the client.
      const enter = async (): Promise<WebSocket> => {
        for (;;) {
          const socket = new WebSocket(guarded.url, options);
          const opened = new Promise<boolean>((resolve) => {
            socket.once('open', () => {
              resolve(true);
            });
            socket.once('error', () => {
              resolve(false);
            });
          });
          if (await opened) return socket;
        }
      };
      const clients = [await enter(), await enter()];
      assert.equal(await rejectedWith(guarded.url, options), 503);
      clients.pop()?.terminate();
      clients.push(await enter());
      for (const client of clients) client.terminate();
    });
  });
});
