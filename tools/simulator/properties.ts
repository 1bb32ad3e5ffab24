import { at, nth } from './numbers';
import { ACCESSES, NONE, PLANS } from './population';
import type { Table } from './table';

/** A property of connections: its possible values, and the value of a slot's connection. */
export interface Property {
  values: readonly string[];
  valueOf: (slot: number) => number;
}

export function localHost({ population, slots }: Table): Property {
  return { values: population.hosts.map(({ address }) => address), valueOf: (slot) => at(slots.host, slot) };
}

export function remoteHost({ population, slots }: Table): Property {
  return { values: population.remotes, valueOf: (slot) => at(slots.remote, slot) };
}

export function service({ population, slots }: Table): Property {
  return { values: population.services.map(({ name }) => name), valueOf: (slot) => at(slots.service, slot) };
}

export function serverHostname({ population, slots }: Table): Property {
  return { values: population.hostnames, valueOf: (slot) => at(slots.hostname, slot) };
}

export function protocol({ population, slots }: Table): Property {
  const values = ['TCP', 'UDP'];
  const ofService = Int32Array.from(population.services, (profile) => values.indexOf(profile.protocol));
  return { values, valueOf: (slot) => at(ofService, at(slots.service, slot)) };
}

export function port({ population, slots }: Table): Property {
  const values = [...new Set(population.services.map((profile) => String(profile.port)))];
  const ofService = Int32Array.from(population.services, (profile) => values.indexOf(String(profile.port)));
  return { values, valueOf: (slot) => at(ofService, at(slots.service, slot)) };
}

export function subscriber(table: Table): Property {
  return ofSubscribers(table, (index) => nth(table.population.subscribers, index).name);
}

export function plan(table: Table): Property {
  return ofSubscribers(table, (index) => nth(PLANS, nth(table.population.subscribers, index).plan).name);
}

/** What a subscriber's session carries, by argument. */
const SESSION_CONTEXTS = new Map<string, (table: Table) => Property>([
  ['S1/plan', plan],
  [
    'S1/access',
    (table) =>
      ofSubscribers(table, (index) => nth(ACCESSES, nth(table.population.subscribers, index).access)),
  ],
  ['S1/cell', (table) => ofSubscribers(table, (index) => nth(table.population.subscribers, index).cell)],
]);

export const SESSION_CONTEXT_ARGS: readonly string[] = [...SESSION_CONTEXTS.keys()];

/** `undefined` for an argument that no session carries. */
export function sessionContext(table: Table, arg: string): Property | undefined {
  return SESSION_CONTEXTS.get(arg)?.(table);
}

/**
 * The network objects at one level. The argument is either a path, for the level below it (`PSM/By Location`), or the
 * beginning of a path, for the level where it breaks off (`PSM/By Location/Cell`). A host that belongs to several of
 * the objects counts for the first one only.
 *
 * @returns `undefined` if there is no such object
 */
export function netObjectLevel(table: Table, arg: string): Property | undefined {
  const start = arg.replace(/^\/+/, '');
  const property = ofSubscribers(table, (index) => {
    for (const path of nth(table.population.subscribers, index).netObjects) {
      const name = levelAfter(path, start);
      if (name !== undefined) return name;
    }
    return NONE;
  });
  return property.values.every((value) => value === NONE) ? undefined : property;
}

function levelAfter(path: string, start: string): string | undefined {
  if (!path.startsWith(start)) return undefined;
  const inside = path[start.length] === '/' ? start.length + 1 : start.length;
  const from = path.lastIndexOf('/', inside - 1) + 1;
  const end = path.indexOf('/', inside);
  return path.slice(from, end === -1 ? path.length : end);
}

/** Whether a host of the subscriber is at the path or below it. */
export function belongsTo(netObjects: readonly string[], path: string): boolean {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  const wanted = path.slice(0, end).replace(/^\/+/, '');
  return wanted === '' || netObjects.some((object) => `${object}/`.startsWith(`${wanted}/`));
}

/** The slot's subscriber, an index into the population's list. */
export function subscriberOf({ population, slots }: Table): (slot: number) => number {
  const ofHost = Int32Array.from(population.hosts, (host) => host.subscriber);
  return (slot) => at(ofHost, at(slots.host, slot));
}

function ofSubscribers(table: Table, value: (subscriber: number) => string): Property {
  const indices = new Map<string, number>();
  const ofSubscriber = Int32Array.from(table.population.subscribers, (_, index) => {
    const text = value(index);
    const known = indices.get(text) ?? indices.size;
    indices.set(text, known);
    return known;
  });
  const owner = subscriberOf(table);
  return { values: [...indices.keys()], valueOf: (slot) => at(ofSubscriber, owner(slot)) };
}
