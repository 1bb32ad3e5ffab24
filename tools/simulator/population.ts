import { below, fraction } from './random';
import { nth } from './numbers';
import { type ServiceProfile, serviceProfiles } from './services';

/** The value of a connection that lacks a property. With it, every connection belongs to a group. */
export const NONE = '(none)';

/** A subscriber's plan, with its limits in bit/s. */
export interface Plan {
  name: string;
  inbound: number;
  outbound: number;
}

export const PLANS: readonly Plan[] = [
  { name: 'Gold', inbound: 150e6, outbound: 40e6 },
  { name: 'Silver', inbound: 50e6, outbound: 12e6 },
  { name: 'Bronze', inbound: 20e6, outbound: 5e6 },
];

export const ACCESSES = ['Fibre', '5G', '4G'] as const;

/** The possible flags of a connection, by their bits. */
export const FLAGS = ['ASYMMETRIC', 'ENCRYPTED', 'FRAGMENTED', 'INCOMING'] as const;

export interface Subscriber {
  name: string;
  /** Indices into {@link PLANS} and {@link ACCESSES}. */
  plan: number;
  access: number;
  cell: string;
  /** Paths of the network objects that the subscriber's hosts belong to. */
  netObjects: readonly string[];
}

export interface LocalHost {
  address: string;
  ipv6: boolean;
  subscriber: number;
  /** Its activity compared with the others; 1 is average. */
  appetite: number;
}

/** The servers of one service: ranges of indices into the population's lists. */
export interface Servers {
  firstRemote: number;
  remotes: number;
  firstHostname: number;
  hostnames: number;
}

/** The hosts, subscribers and servers. They follow from the seed and the sizes, and do not change. */
export interface Population {
  services: readonly ServiceProfile[];
  subscribers: readonly Subscriber[];
  hosts: readonly LocalHost[];
  /** Addresses of remote hosts: first IPv4, then the IPv6 addresses of the same hosts. */
  remotes: readonly string[];
  /** {@link NONE}, followed by the servers' hostnames. */
  hostnames: readonly string[];
  /** Per service. */
  servers: readonly Servers[];
}

const REMOTES_PER_SERVICE = 12;
const HOSTNAMES_PER_LABEL = 2;
const IPV4_DOCUMENTATION = ['192.0.2', '198.51.100', '203.0.113'] as const;
const ZONES = ['example.net', 'example.org', 'example.com'] as const;

enum Purpose {
  newSubscriber = 1,
  plan,
  access,
  cell,
  ipv6,
  appetite,
}

export function populate(seed: number, sizes: { hosts: number; services: number }): Population {
  const services = serviceProfiles(sizes.services);
  const owners = subscriberOfHosts(seed, sizes.hosts);
  const subscribers = createSubscribers(seed, (owners.at(-1) ?? 0) + 1);
  const { hostnames, servers } = createServers(services);
  return {
    services,
    subscribers,
    hosts: createHosts(seed, owners),
    remotes: createRemotes(services.length * REMOTES_PER_SERVICE),
    hostnames,
    servers,
  };
}

/** Most subscribers have one or two hosts. */
function subscriberOfHosts(seed: number, hosts: number): number[] {
  let subscriber = -1;
  return Array.from({ length: hosts }, (_, host) => {
    if (host === 0 || fraction(seed, host, Purpose.newSubscriber) < 0.6) subscriber += 1;
    return subscriber;
  });
}

function createSubscribers(seed: number, count: number): Subscriber[] {
  const cells = Math.max(12, Math.ceil(count / 20));
  return Array.from({ length: count }, (_, index) => {
    const draw = fraction(seed, index, Purpose.plan);
    const plan = draw < 0.2 ? 0 : draw < 0.5 ? 1 : 2;
    const access = below(ACCESSES.length, seed, index, Purpose.access);
    const cell = `Cell ${below(cells, seed, index, Purpose.cell) + 1}`;
    return {
      name: `subscriber-${String(index + 1).padStart(4, '0')}`,
      plan,
      access,
      cell,
      netObjects: [
        `PSM/By Location/${cell}`,
        `PSM/By Plan/${nth(PLANS, plan).name}`,
        `PSM/By Access/${nth(ACCESSES, access)}`,
      ],
    };
  });
}

function createHosts(seed: number, owners: readonly number[]): LocalHost[] {
  let ipv4 = 0;
  let ipv6 = 0;
  return owners.map((subscriber, host) => {
    const six = host > 0 && fraction(seed, host, Purpose.ipv6) < 0.3;
    return {
      address: six ? ipv6Address(0, ++ipv6) : ipv4Address(ipv4++),
      ipv6: six,
      subscriber,
      appetite: 0.15 + 3.4 * fraction(seed, host, Purpose.appetite) ** 3,
    };
  });
}

/**
 * Starts at 10.0.0.249, the vendor's example. Then come the rest of its /24 in scattered order, and the next
 * networks.
 */
function ipv4Address(index: number): string {
  const network = Math.floor(index / 254);
  const last = 1 + ((248 + (index % 254) * 101) % 254);
  return `10.${(network >> 8) & 255}.${network & 255}.${last}`;
}

/** `index` starts at 1, so that the address is in its shortest form. */
function ipv6Address(site: number, index: number): string {
  const high = Math.floor(index / 0x10000);
  const low = index % 0x10000;
  const tail = high > 0 ? `${high.toString(16)}:${low.toString(16)}` : low.toString(16);
  return `2001:db8:${site.toString(16)}:1::${tail}`;
}

function createRemotes(wanted: number): string[] {
  const count = Math.min(wanted, IPV4_DOCUMENTATION.length * 254);
  const indices = Array.from({ length: count }, (_, index) => index);
  return [
    ...indices.map(
      (index) =>
        `${nth(IPV4_DOCUMENTATION, index % IPV4_DOCUMENTATION.length)}.${1 + Math.floor(index / IPV4_DOCUMENTATION.length)}`,
    ),
    ...indices.map((index) => ipv6Address(0xff00, index + 1)),
  ];
}

function createServers(services: readonly ServiceProfile[]): { hostnames: string[]; servers: Servers[] } {
  const hostnames = [NONE];
  const ipv4Hosts = Math.min(services.length * REMOTES_PER_SERVICE, IPV4_DOCUMENTATION.length * 254);
  const servers = services.map((service, index) => {
    const firstHostname = hostnames.length;
    for (const label of service.hostnames) {
      for (let number = 1; number <= HOSTNAMES_PER_LABEL; number++) {
        const zone = nth(ZONES, (index + number) % ZONES.length);
        hostnames.push(`${label}${number}.${service.name.toLowerCase().replaceAll(' ', '-')}.${zone}`);
      }
    }
    return {
      firstRemote: (index * REMOTES_PER_SERVICE) % ipv4Hosts,
      remotes: REMOTES_PER_SERVICE,
      firstHostname,
      hostnames: hostnames.length - firstHostname,
    };
  });
  return { hostnames, servers };
}
