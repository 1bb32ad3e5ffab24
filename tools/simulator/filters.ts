import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Filter, FilterInfo, FilterValue } from '../../lib/protocol/frames';
import { at } from './numbers';
import { FLAGS, PLANS } from './population';
import {
  belongsTo,
  localHost,
  plan,
  port,
  type Property,
  protocol,
  remoteHost,
  serverHostname,
  service,
  SESSION_CONTEXT_ARGS,
  sessionContext,
  subscriber,
  subscriberOf,
} from './properties';
import { Refusal } from './refusal';
import type { Table } from './table';

/** Whether a slot's connection matches. */
export type Matcher = (slot: number) => boolean;

interface FilterKind {
  info: FilterInfo;
  /** The values are of the announced kind. The argument is present only for kinds that take one. */
  matcher: (table: Table, filter: Required<Filter>) => Matcher;
}

const KINDS: readonly FilterKind[] = [
  { info: { name: 'Host', values: 'address' }, matcher: host },
  { info: { name: 'Local Host', values: 'address' }, matcher: byAddress(localHost) },
  { info: { name: 'Remote Host', values: 'address' }, matcher: byAddress(remoteHost) },
  { info: { name: 'Service', values: 'service' }, matcher: byValue(service) },
  { info: { name: 'Server Hostname', values: 'text' }, matcher: byValue(serverHostname) },
  { info: { name: 'Subscriber', values: 'text' }, matcher: byValue(subscriber) },
  { info: { name: 'Plan', values: 'text', choices: PLANS.map(({ name }) => name) }, matcher: byValue(plan) },
  { info: { name: 'Visible NetObject', values: 'text' }, matcher: visibleNetObject },
  {
    info: { name: 'Session Context', arg: `key: ${SESSION_CONTEXT_ARGS.join(', ')}`, values: 'text' },
    matcher: bySessionContext,
  },
  {
    // The values are true or false, so the choices are those of the argument.
    info: { name: 'Flags', arg: 'flag', values: 'boolean', choices: [...FLAGS] },
    matcher: byFlag,
  },
  { info: { name: 'Protocol', values: 'text', choices: ['TCP', 'UDP'] }, matcher: byValue(protocol) },
  { info: { name: 'Port', values: 'number' }, matcher: byValue(port) },
];

/** These filters in the catalogue. */
export const FILTERS: readonly FilterInfo[] = KINDS.map(({ info }) => info);

/** @throws Refusal if a filter is unknown, or if its values or argument are unusable */
export function filterBy(table: Table, filter: Filter): Matcher {
  const { name, arg } = filter;
  const kind = KINDS.find(({ info }) => info.name === name);
  if (!kind) throw new Refusal('unknown-filter', `There is no filter "${name}"`);
  if (kind.info.arg === undefined && arg !== undefined) {
    throw new Refusal('bad-value', `The filter "${name}" takes no argument, but got "${arg}"`);
  }
  if (kind.info.arg !== undefined && arg === undefined) {
    throw new Refusal('bad-value', `The filter "${name}" needs an argument (${kind.info.arg})`);
  }
  for (const value of filter.values) checkKind(kind.info, value);
  const matches = kind.matcher(table, { ...filter, arg: arg ?? '' });
  return filter.mode === 'include' ? matches : (slot) => !matches(slot);
}

function checkKind({ name, values = 'text' }: FilterInfo, value: FilterValue): void {
  const wanted = values === 'number' || values === 'boolean' ? values : 'string';
  if (typeof value !== wanted) {
    throw new Refusal(
      'bad-value',
      `The filter "${name}" wants values of the kind ${values}, but got ${JSON.stringify(value)}`,
    );
  }
  if (values === 'address') network(name, String(value));
}

function byValue(property: (table: Table) => Property): FilterKind['matcher'] {
  return (table, { values }) => {
    const wanted = new Set(values.map(String));
    return where(property(table), (value) => wanted.has(value));
  };
}

function bySessionContext(table: Table, { name, values, arg }: Required<Filter>): Matcher {
  const property = sessionContext(table, arg);
  if (!property) throw new Refusal('bad-value', `The filter "${name}" has nothing for the argument "${arg}"`);
  return where(property, (value) => values.includes(value));
}

function byAddress(property: (table: Table) => Property): FilterKind['matcher'] {
  return (table, { name, values }) => {
    const networks = new BlockList();
    for (const value of values) {
      const { address, prefix, family } = network(name, String(value));
      networks.addSubnet(address, prefix, family);
    }
    return where(property(table), (address) => networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
  };
}

/** Matches either end of the connection. */
function host(table: Table, filter: Required<Filter>): Matcher {
  const local = byAddress(localHost)(table, filter);
  const remote = byAddress(remoteHost)(table, filter);
  return (slot) => local(slot) || remote(slot);
}

function visibleNetObject(table: Table, { values }: Required<Filter>): Matcher {
  const visible = Uint8Array.from(table.population.subscribers, ({ netObjects }) =>
    values.some((path) => belongsTo(netObjects, String(path))) ? 1 : 0,
  );
  const owner = subscriberOf(table);
  return (slot) => at(visible, owner(slot)) === 1;
}

function byFlag(table: Table, { name, values, arg }: Required<Filter>): Matcher {
  const index = FLAGS.findIndex((flag) => flag === arg);
  if (index < 0) throw new Refusal('bad-value', `The filter "${name}" knows no flag "${arg}"`);
  const bit = 1 << index;
  const { flags } = table.slots;
  return (slot) => values.includes((at(flags, slot) & bit) !== 0);
}

/** The connections whose value passes. Each value is tested once, here. */
function where({ values, valueOf }: Property, passes: (value: string) => boolean): Matcher {
  const passing = Uint8Array.from(values, (value) => (passes(value) ? 1 : 0));
  return (slot) => at(passing, valueOf(slot)) === 1;
}

interface Network {
  address: string;
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/** An address, or a network in CIDR notation. */
function network(filter: string, text: string): Network {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const prefix = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : NaN;
  if (version === 0 || more.length > 0 || !(prefix <= longest)) {
    throw new Refusal(
      'bad-value',
      `The filter "${filter}" wants addresses or networks, but got ${JSON.stringify(text)}`,
    );
  }
  return { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' };
}
