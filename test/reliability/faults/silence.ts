import { LiveViewError } from '../../../lib/errors';
import { TIMES } from '../rig';
import type { Fault } from './fault';

const NO_HEARTBEAT = { settings: { heartbeat: 0 } };

/** The other side is there, but does not send what must come next. */
export const SILENCE: Fault[] = [
  {
    name: 'TCP accepted, then silence',
    begin: ({ relay }) => {
      relay.swallow();
    },
    reached: async ({ appliance, views }) => {
      await appliance.relay.untilOpen(views);
    },
    noticed: [TIMES.handshake, TIMES.handshake],
    error: (host) => new LiveViewError('no-answer', { host, seconds: 10 }),
  },
  {
    name: 'an upgrade that is never answered',
    begin: (appliance) => {
      appliance.answer(() => undefined);
    },
    reached: async ({ appliance, views }) => {
      await appliance.untilWaiting(views);
    },
    noticed: [TIMES.handshake, TIMES.handshake],
    error: (host) => new LiveViewError('no-answer', { host, seconds: 10 }),
  },
  {
    name: 'no catalogue',
    begin: (appliance) => {
      appliance.accept(() => undefined);
    },
    reached: async ({ clock, views }) => {
      await clock.untilPending(TIMES.heartbeat, views);
    },
    noticed: [TIMES.handshake, TIMES.handshake],
    error: (host) => new LiveViewError('no-catalog', { host, seconds: 10 }),
  },
  {
    name: 'a catalogue, and no update',
    rig: () => NO_HEARTBEAT,
    begin: (appliance) => {
      appliance.accept((peer) => {
        peer.catalog();
      });
    },
    reached: async ({ clock, views }) => {
      await clock.untilPending(TIMES.stale, views);
    },
    noticed: [TIMES.stale, TIMES.stale],
    error: (host) => new LiveViewError('no-update', { host, seconds: 45 }),
  },
  {
    name: 'a catalogue, and no update, where none is expected',
    rig: () => ({ settings: { heartbeat: 0, staleAfter: 0 } }),
    begin: (appliance) => {
      appliance.accept((peer) => {
        peer.catalog();
      });
    },
    reached: async ({ appliance, views, clock }) => {
      await appliance.untilViews(views);
      await clock.untilPending(TIMES.handshake, views);
    },
    noticed: [TIMES.handshake, TIMES.handshake],
    error: (host) => new LiveViewError('no-update', { host, seconds: 10 }),
  },
];

/** The same, on connections that worked before. */
export const SILENCE_LATER: Fault[] = [
  {
    name: 'updates that stop',
    rig: () => NO_HEARTBEAT,
    // The last second before the fault was already without an update.
    strike: () => undefined,
    noticed: [TIMES.stale - 1000, TIMES.stale - 1000],
    error: (host) => new LiveViewError('no-update', { host, seconds: 45 }),
  },
  {
    name: 'no pong',
    strike: ({ peers }) => {
      for (const peer of peers) peer.pongs = false;
    },
    noticed: [TIMES.heartbeat, 2 * TIMES.heartbeat],
    error: (host) => new LiveViewError('no-pong', { host, seconds: 15 }),
  },
  {
    name: 'a connection that is half open',
    strike: ({ relay }) => {
      relay.swallow();
    },
    silent: true,
    noticed: [TIMES.heartbeat, 2 * TIMES.heartbeat],
    error: (host) => new LiveViewError('no-pong', { host, seconds: 15 }),
  },
  {
    name: 'a connection that is half open, without pings',
    rig: () => NO_HEARTBEAT,
    strike: ({ relay }) => {
      relay.swallow();
    },
    silent: true,
    noticed: [TIMES.stale - 1000, TIMES.stale - 1000],
    error: (host) => new LiveViewError('no-update', { host, seconds: 45 }),
  },
];
