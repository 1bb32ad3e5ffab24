import dns from 'node:dns';
import { LiveViewError } from '../../../lib/errors';
import { Signal } from '../../support/signal';
import type { Fault } from './fault';

const NAME = 'appliance.invalid';
const { lookup } = dns;

/** Lets this machine find only the appliance's name, or not even that. Other names resolve as before. */
function resolve(found: boolean): void {
  const patched: unknown = (name: string, ...rest: unknown[]) => {
    Reflect.apply(lookup, dns, [found && name === NAME ? '127.0.0.1' : name, ...rest]);
  };
  dns.lookup = patched as typeof lookup;
}

/** Never answers a look-up of that name. @returns a URL with the name, and how many look-ups there were */
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

/** Lets the name be found from now on. */
export function findName(): void {
  resolve(true);
}

/** Nothing listens, or nothing gets through. */
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
    error: () => new LiveViewError('name-not-found', { host: NAME }),
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

/** Undoes what these faults change in this process. */
export function restoreNetwork(): void {
  dns.lookup = lookup;
}
