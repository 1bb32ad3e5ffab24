import dns from 'node:dns';
import { LiveViewError } from '#lib/errors';
import { Signal } from '../../support/signal';
import type { Fault } from './fault';

const NAME = 'appliance.invalid';
const { lookup } = dns;

/** The one name that this machine finds, while it does, is the appliance's; any other is asked for as ever. */
function resolve(found: boolean): void {
  const patched: unknown = (name: string, ...rest: unknown[]) => {
    Reflect.apply(lookup, dns, [found && name === NAME ? '127.0.0.1' : name, ...rest]);
  };
  dns.lookup = patched as typeof lookup;
}

/** Nobody ever answers the question for that name. @returns the URL with it, and how many have asked */
export function holdLookups(host: string): { url: string; asked: () => number; changes: Signal } {
  let count = 0;
  const changes = new Signal();
  const patched: unknown = (name: string, ...rest: unknown[]) => {
    if (name === NAME) changes.after(() => count++);
    else Reflect.apply(lookup, dns, [name, ...rest]);
  };
  dns.lookup = patched as typeof lookup;
  return { url: urlOf(host), asked: () => count, changes };
}

function urlOf(host: string): string {
  return `ws://${host.replace('127.0.0.1', NAME)}/view`;
}

/** The name is found from now on. */
export function findName(): void {
  resolve(true);
}

/** Nobody is there, or nothing gets there. */
export const NETWORK: Fault[] = [
  {
    name: 'a name that is not found',
    rig: ({ relay }) => {
      resolve(true);
      return { settings: { url: urlOf(relay.host) } };
    },
    begin: () => {
      resolve(false);
    },
    end: () => {
      resolve(true);
    },
    error: (host) => new LiveViewError('name-not-found', { host }),
  },
  {
    name: 'a connection that is refused',
    begin: ({ relay }) => {
      relay.refuse();
    },
    error: (host) => new LiveViewError('connection-refused', { host }),
  },
];

/** A connection that breaks. */
export const NETWORK_LATER: Fault[] = [
  {
    name: 'a reset in the middle of a frame',
    strike: (appliance) => {
      appliance.relay.cutAfter(20);
      appliance.publish();
    },
    error: (host) => new LiveViewError('lost', { host, reason: 'no closing handshake' }),
  },
];

/** Undoes what a fault of this kind has done to this process. */
export function restoreNetwork(): void {
  dns.lookup = lookup;
}
