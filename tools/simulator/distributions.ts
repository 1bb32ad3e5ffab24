import type { Distribution, DistributionInfo } from '../../lib/protocol/frames';
import {
  localHost,
  netObjectLevel,
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
} from './properties';
import { Refusal } from './refusal';
import type { Table } from './table';

interface DistributionKind {
  info: DistributionInfo;
  /** The argument is present only for kinds that take one. `undefined`: it matches nothing. */
  property: (table: Table, arg: string) => Property | undefined;
}

const KINDS: readonly DistributionKind[] = [
  { info: { name: 'Local Host' }, property: localHost },
  { info: { name: 'Remote Host' }, property: remoteHost },
  { info: { name: 'Service' }, property: service },
  { info: { name: 'Server Hostname' }, property: serverHostname },
  { info: { name: 'Subscriber' }, property: subscriber },
  { info: { name: 'Plan' }, property: plan },
  { info: { name: 'NetObject Level', arg: 'path, such as PSM/By Location' }, property: netObjectLevel },
  {
    info: { name: 'Session Context', arg: `key: ${SESSION_CONTEXT_ARGS.join(', ')}` },
    property: sessionContext,
  },
  { info: { name: 'Protocol' }, property: protocol },
  { info: { name: 'Port' }, property: port },
];

/** These distributions in the catalogue. */
export const DISTRIBUTIONS: readonly DistributionInfo[] = KINDS.map(({ info }) => info);

/** @throws Refusal if it is unknown, or if its argument is missing, not allowed or matches nothing */
export function distributeOn(table: Table, { name, arg }: Distribution): Property {
  const kind = KINDS.find(({ info }) => info.name === name);
  if (!kind) throw new Refusal('unknown-distribution', `There is no distribution "${name}"`);
  if (kind.info.arg === undefined && arg !== undefined) {
    throw new Refusal('bad-value', `The distribution "${name}" takes no argument, but got "${arg}"`);
  }
  if (kind.info.arg !== undefined && arg === undefined) {
    throw new Refusal('bad-value', `The distribution "${name}" needs an argument (${kind.info.arg})`);
  }
  const property = kind.property(table, arg ?? '');
  if (property) return property;
  throw new Refusal('bad-value', `The distribution "${name}" has nothing for the argument "${arg ?? ''}"`);
}
