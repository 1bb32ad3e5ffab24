import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Context } from 'mocha';
import { systemClock } from '../../lib/clock';
import type { LiveViewError } from '../../lib/errors';
import type { FeedState } from '../../lib/feed/feed';
import { FeedPool } from '../../lib/feed/pool';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { Appliance } from '../reliability/appliance';
import { CLOSE_CODES } from '../reliability/faults/close-codes';
import type { Fault } from '../reliability/faults/fault';
import { HTTP } from '../reliability/faults/http';
import { NETWORK, NETWORK_LATER } from '../reliability/faults/network';
import { SILENCE, SILENCE_LATER } from '../reliability/faults/silence';
import { madeIdentities, removeCertificates, TLS } from '../reliability/faults/tls';
import { TestClient } from '../tools/simulator/client';
import { Gateway, type GatewayPlan } from '../support/gateway';
import { Relay } from '../support/relay';
import { Signal } from '../support/signal';
import { within } from '../support/within';

const VIEWS = ['Local Host', 'Service'];

/** Liveview subscriptions on two views, with delays that are short enough for a test. */
class Nodes {
  private readonly pool: FeedPool;
  private readonly changes = new Signal();
  readonly states: FeedState[];
  private readonly newest: number[];
  readonly reports: LiveViewError[] = [];

  constructor(url: string) {
    const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, handshakeTimeout: 1, heartbeat: 0.5, url });
    const outage = { lost: () => undefined, back: () => undefined };
    this.pool = new FeedPool(endpoint, { min: 20, max: 60 }, outage, systemClock);
    this.states = VIEWS.map(() => ({ phase: 'connecting' }));
    this.newest = VIEWS.map(() => 0);
    for (const [index, name] of VIEWS.entries()) {
      this.pool.subscribe(
        { distributions: [{ name }], filters: [], expand: true },
        {
          state: (state) => {
            this.changes.after(() => (this.states[index] = state));
          },
          update: (update) => {
            const [item] = update.items();
            assert.equal(item?.name, name, 'the other view’s item');
            this.changes.after(() => (this.newest[index] = Number(item.inbound)));
          },
          report: (error) => this.reports.push(error),
        },
      );
    }
  }

  /** Resolves when both views show an update that the appliance sent after `after`. */
  live(after: number): Promise<void> {
    return this.until('live', () => this.newest.every((value) => value > after));
  }

  /** Resolves when both views were lost for this reason. */
  lost(reason: RegExp): Promise<void> {
    const seen = this.states.map(() => false);
    return this.until(String(reason), () => {
      for (const [index, state] of this.states.entries()) {
        if (state.phase === 'backoff' && reason.test(state.error.message)) seen[index] = true;
      }
      return seen.every(Boolean);
    });
  }

  get latest(): number {
    return Math.max(...this.newest);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private until(what: string, condition: () => boolean): Promise<void> {
    return within(
      6,
      this.changes.until(condition),
      () => `Waited for ${what}: ${JSON.stringify(this.states)}`,
    );
  }
}

/** A fault of the appliance, and what the nodes must report. The gateway itself is always fine. */
type Told = [Fault, RegExp];

function told(faults: readonly Fault[], reason: (fault: Fault) => RegExp): Told[] {
  return faults.map((fault) => [fault, reason(fault)]);
}

const NO_CONNECTION = /reports: Cannot connect to 127\.0\.0\.1:\d+/;
// Only the name look-ups of the nodes' process can be held or fail.
const REFUSED = NETWORK.filter(({ name }) => name !== 'a name that is not found');
// The vendor's package raises the same error for every status, so a few of them are enough.
const SOME_HTTP = HTTP.filter(({ name }) => /401|404|503/.test(name));
// Leave out faults that differ only by the nodes' settings or pings: the gateway judges by the updates alone.
const SILENT = SILENCE.filter(({ name }) => !name.includes('where none is expected'));
const SILENT_LATER = SILENCE_LATER.filter(({ name }) => !/without pings|no pong/.test(name));

describe('the gateway: faults of the appliance', () => {
  let appliance: Appliance;
  let gateway: Gateway;
  let nodes: Nodes;
  let publishing: NodeJS.Timeout;

  after(removeCertificates);

  /** Publishes like a healthy appliance from now on. */
  function publish(): void {
    publishing = setInterval(() => {
      appliance.publish();
    }, 100);
  }

  function each(plan: Partial<GatewayPlan>, secure: boolean, faults: readonly Told[]): void {
    before(async function () {
      appliance = await Appliance.start(secure ? madeIdentities().good() : undefined);
      const upstream = `${secure ? 'wss' : 'ws'}://${appliance.relay.host}/view`;
      const trust = secure ? ['--upstream-ca', madeIdentities().certificates.files('ca').cert] : [];
      const args = ['--connect-timeout', '0.3', ...trust, ...(plan.args ?? [])];
      gateway = await Gateway.start(this, { ...plan, upstream, args });
      nodes = new Nodes(gateway.url);
      publish();
    });
    after(async () => {
      clearInterval(publishing);
      await nodes.close();
      await gateway.stop();
      await appliance.stop();
    });
    for (const [fault, reason] of faults) {
      it(`${fault.name}: the nodes show it, and come back`, async () => {
        await nodes.live(nodes.latest);
        clearInterval(publishing);
        await fault.begin?.(appliance);
        const lost = nodes.lost(reason);
        if (fault.strike) await fault.strike(appliance);
        else appliance.relay.reset();
        await lost;
        await fault.end?.(appliance);
        appliance.serve();
        await appliance.relay.heal();
        publish();
        await nodes.live(nodes.latest);
        gateway.checkLines();
      });
    }
  }

  describe('that is refused, or ends', () => {
    each({ args: ['--stale-after', '0'] }, false, [
      ...told([...REFUSED, ...SOME_HTTP], () => NO_CONNECTION),
      ...told(
        CLOSE_CODES,
        () => /(reports: The view of .* broke off|reports: Cannot connect|ended the connection)/,
      ),
      ...told(NETWORK_LATER, () => /broke off/),
    ]);
  });

  describe('that is silent', () => {
    each({ args: ['--stale-after', '0.4'] }, false, [
      ...told(SILENT, ({ name }) =>
        name.startsWith('a catalogue') ? /sent no update for 0\.4 s/ : /did not answer within 0\.3 s/,
      ),
      ...told(SILENT_LATER, () => /sent no update for 0\.4 s/),
    ]);
  });

  describe('whose certificate is no longer valid', () => {
    each({ args: ['--stale-after', '0'] }, true, [
      ...told(TLS, ({ name }) =>
        name.includes('expired') ? /certificate has expired/ : /certificate verify failed/,
      ),
    ]);

    it('accepts a renewed certificate', async () => {
      appliance.system.present(madeIdentities().renewed());
      const lost = nodes.lost(/./);
      appliance.relay.reset();
      await lost;
      await nodes.live(nodes.latest);
    });
  });

  describe('in the vendor’s package, and an appliance that comes and goes', () => {
    it('an appliance that shows an update and drops, 10 times: a few lines in the log, and nothing left behind', async function () {
      appliance = await Appliance.start();
      gateway = await Gateway.start(this, { upstream: `ws://${appliance.relay.host}/view` });
      nodes = new Nodes(gateway.url);
      for (let time = 0; time < 10; time++) {
        await nodes.live(nodes.latest);
        appliance.relay.reset();
      }
      await nodes.live(nodes.latest);
      assert(gateway.logged('WARNING', /./).length <= 2, gateway.lines.all.join('\n'));
      assert.equal(gateway.logged('INFO', /is back/).length, 1);
      assert.equal(appliance.relay.open, 2);
      await nodes.close();
      await gateway.stop();
      await appliance.relay.untilOpen(0);
      await appliance.stop();
    });
  });
});

describe('the gateway: its own faults', () => {
  let appliance: Appliance;
  let relay: Relay;
  let gateway: Gateway;
  let nodes: Nodes;
  let publishing: NodeJS.Timeout;

  beforeEach(async function () {
    appliance = await Appliance.start();
    await launch(this, '0');
    relay = new Relay(() => gateway.port);
    await relay.listen();
    nodes = new Nodes(`ws://${relay.host}/view`);
    await nodes.live(0);
    publishing = setInterval(() => {
      appliance.publish();
    }, 100);
  });
  afterEach(async () => {
    clearInterval(publishing);
    await nodes.close();
    await gateway.stop();
    relay.stop();
    await appliance.stop();
  });

  async function launch(test: Context, port: string): Promise<void> {
    const upstream = `ws://${appliance.relay.host}/view`;
    gateway = await Gateway.start(test, { upstream, args: ['--port', port, '--heartbeat', '0.3'] });
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`a restart (${signal}): the nodes show it, the appliance’s views close, and the nodes come back`, async function () {
      const lost = nodes.lost(/ended the connection \(1001 the gateway stops\)/);
      const ends = appliance.peers.map((peer) => once(peer.socket, 'close'));
      await gateway.stop(signal);
      await lost;
      for (const [code] of await Promise.all(ends)) assert.equal(code, 1000);
      await launch(this, String(gateway.port));
      await nodes.live(nodes.latest);
    });
  }

  it('a kill: the nodes come back to the next gateway', async function () {
    const lost = nodes.lost(/was lost/);
    gateway.kill();
    await lost;
    await launch(this, String(gateway.port));
    await nodes.live(nodes.latest);
  });

  it('a frozen process: the nodes miss its pong, and come back when it continues', async () => {
    const lost = nodes.lost(/did not answer a ping/);
    gateway.signal('SIGSTOP');
    await lost;
    gateway.signal('SIGCONT');
    await nodes.live(nodes.latest);
  });

  it('a network in between that swallows everything: both sides notice', async () => {
    const lost = nodes.lost(/did not answer a ping/);
    relay.swallow();
    await lost;
    await relay.heal();
    await nodes.live(nodes.latest);
    // The gateway kept its views, and the clients came back to them.
    assert.equal(appliance.upgrades, 2);
  });

  it('a reset in the middle of a frame', async () => {
    const lost = nodes.lost(/was lost/);
    relay.cutAfter(20);
    await lost;
    await relay.heal();
    await nodes.live(nodes.latest);
  });

  it('a client that connects and leaves as fast as it can, 90 times', async () => {
    for (let time = 0; time < 90; time++) {
      const client = new TestClient(gateway.url);
      if (time % 3 === 0) await client.opened();
      else await client.catalog();
      if (time % 3 === 2) client.view({ distributions: [{ name: 'Service' }] });
      client.socket.terminate();
      await client.closed;
    }
    await nodes.live(nodes.latest);
    // The nodes' two connections, and the last client's, which is kept for a moment in case it comes back.
    assert(appliance.relay.open <= 3);
  });
});
