import type { NodeMessage } from 'node-red';
import { getNode } from '../../support/node-red';
import { answer, type Peer } from '../../support/scripted-system';
import { within } from '../../support/within';
import type { Appliance } from '../appliance';
import { findName, holdLookups } from '../faults/network';
import { Rig, type RigOptions, TIMES } from '../rig';

type Options = Pick<RigOptions, 'nodes' | 'others' | 'settings' | 'credentials'>;

/** A state that the connections of a flow can be in at a deploy. */
export interface ConnectionState {
  name: string;
  /** Starts the flow, and brings all its views into the state. */
  reach(appliance: Appliance, options: Options): Promise<Rig>;
  /** The appliance does not answer a closing handshake, so ending takes as long as it can. */
  silent?: true;
  /** The nodes have not requested anything yet. */
  idle?: true;
  /** How long the state lasts at most when nothing ends it and the appliance is well, ms. */
  lasts?: number;
  /** Ends the state, if serving again over a healthy network is not enough. */
  end?(): void;
}

/** The timers that an attempt to show a view sets, one after the other, until its first update. */
const ATTEMPT = [TIMES.handshake, TIMES.heartbeat, TIMES.stale];

const NO_HEARTBEAT = { settings: { heartbeat: 0 } };

/** Starts a flow with a broken appliance, and waits for the failure. */
async function started(
  appliance: Appliance,
  options: RigOptions,
  reached: (rig: Rig) => Promise<unknown>,
): Promise<Rig> {
  const rig = await Rig.start(appliance, options);
  await within(8, reached(rig), () => rig.describe());
  return rig;
}

/** The appliance reads nothing more, so it never sees a closing handshake. */
function stopReading({ peers }: Appliance): void {
  for (const { socket } of peers) socket.pause();
}

function receive(rig: Rig, message: NodeMessage): void {
  for (const id of rig.ids) getNode(id).receive(message);
}

function withoutUpdate(peer: Peer): void {
  peer.catalog();
}

/** One way into each state of a connection, and more ways where they differ. */
export const STATES: ConnectionState[] = [
  {
    name: 'idle',
    idle: true,
    reach: (appliance, options) => Rig.start(appliance, { ...options, liveview: { autostart: false } }),
  },
  {
    name: 'connecting: its name is being looked up',
    lasts: TIMES.handshake,
    reach: (appliance, options) => {
      const { url, asked, changes } = holdLookups(appliance.relay.host);
      return started(appliance, { ...options, settings: { url } }, async ({ views }) => {
        await changes.until(() => asked() >= views);
      });
    },
    end: findName,
  },
  {
    name: 'connecting: nothing comes over TCP',
    lasts: TIMES.handshake,
    reach: (appliance, options) => {
      appliance.relay.swallow();
      return started(appliance, options, ({ views }) => appliance.relay.untilOpen(views));
    },
  },
  {
    name: 'connecting: the upgrade is not answered',
    lasts: TIMES.handshake,
    reach: (appliance, options) => {
      appliance.answer(() => undefined);
      return started(appliance, options, ({ views }) => appliance.untilWaiting(views));
    },
  },
  {
    name: 'waiting for the catalogue',
    lasts: TIMES.handshake,
    reach: (appliance, options) => {
      appliance.accept(() => undefined);
      return started(appliance, options, ({ clock, views }) => clock.untilPending(TIMES.heartbeat, views));
    },
  },
  {
    name: 'waiting for the catalogue of a system that is deaf',
    silent: true,
    lasts: TIMES.handshake,
    reach: (appliance, options) => {
      appliance.accept(({ socket }) => {
        socket.pause();
      });
      return started(appliance, options, ({ clock, views }) => clock.untilPending(TIMES.heartbeat, views));
    },
  },
  {
    name: 'waiting for the first update',
    lasts: TIMES.stale,
    reach: (appliance, options) => {
      appliance.accept(withoutUpdate);
      return started(appliance, { ...options, ...NO_HEARTBEAT }, async ({ clock, views }) => {
        await appliance.untilViews(views);
        await clock.untilPending(TIMES.stale, views);
      });
    },
  },
  { name: 'ready', reach: (appliance, options) => Rig.live(appliance, options) },
  {
    name: 'ready, and half open',
    silent: true,
    lasts: 2 * TIMES.heartbeat,
    reach: async (appliance, options) => {
      const rig = await Rig.live(appliance, options);
      appliance.relay.swallow();
      return rig;
    },
  },
  {
    name: 'in backoff',
    lasts: TIMES.min,
    reach: (appliance, options) => {
      appliance.relay.refuse();
      return started(appliance, options, ({ clock, views }) => clock.untilPending(backoffOf(clock), views));
    },
  },
  {
    name: 'turned away: HTTP status 401',
    lasts: TIMES.max,
    reach: (appliance, options) => {
      appliance.answer(answer(401));
      return started(appliance, options, ({ clock, views }) => clock.untilPending(TIMES.max, views));
    },
  },
  {
    name: 'refused',
    reach: async (appliance, options) => {
      appliance.accept((peer) => {
        peer.catalog();
        peer.socket.close(4400, 'no such view');
      });
      const rig = await Rig.start(appliance, options);
      // A node that joins a refused view requests it again, so another node can cause the last refusal.
      await within(8, rig.clock.untilNone(...ATTEMPT), () => `An attempt does not end; ${rig.describe()}`);
      await rig.until('the refusals', () => rig.record.lines.length >= options.nodes);
      return rig;
    },
  },
  {
    name: 'switching views: the new one is opening while the old one is shown',
    lasts: TIMES.handshake,
    reach: async (appliance, options) => {
      const rig = await Rig.live(appliance, options);
      appliance.accept(() => undefined);
      receive(rig, { view: { distributions: [{ name: 'Country' }] } });
      await within(8, rig.clock.untilPending(TIMES.handshake, 1), () => rig.describe());
      await within(8, appliance.untilUpgrades(rig.views + 1), () => rig.describe());
      return rig;
    },
  },
  {
    name: 'closing, as a message has said, and the system is deaf',
    silent: true,
    lasts: 2000,
    reach: async (appliance, options) => {
      const rig = await Rig.live(appliance, options);
      stopReading(appliance);
      receive(rig, { action: 'close' });
      await within(8, rig.clock.untilPending(2000, rig.views), () => rig.describe());
      return rig;
    },
  },
  {
    name: 'closing, as the system has reported a fatal error, and is deaf',
    silent: true,
    lasts: 2000 + TIMES.min,
    reach: async (appliance, options) => {
      const rig = await Rig.live(appliance, options);
      stopReading(appliance);
      for (const peer of appliance.peers) {
        peer.send({ type: 'error', code: 'internal', message: 'out of order', fatal: true });
      }
      await within(8, rig.clock.untilPending(2000, rig.views), () => rig.describe());
      return rig;
    },
  },
];

/** The first wait of the backoff with this clock's random number, ms. */
function backoffOf(clock: Rig['clock']): number {
  return clock.random() * TIMES.min;
}
