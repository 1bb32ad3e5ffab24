import { at, nth } from './numbers';
import { NONE, type Population } from './population';
import { below, fraction, hash } from './random';
import type { ServiceProfile } from './services';

enum Purpose {
  slots = 100,
  period,
  phase,
  share,
  weight,
  remote,
  hostname,
  asymmetric,
  fragmented,
  incoming,
}

const SLOT_PURPOSE = 8;

/** Seconds until a connection's bandwidth is known; one tick if ticks are faster. */
const UNMEASURED = 1;

/**
 * The places where connections come and go. A slot belongs to a host and a service. Its connections follow one
 * another, with pauses in between unless the service is always in use. The seed, the slot and the connection's number
 * in it determine everything about a connection.
 */
export class Slots {
  readonly count: number;
  /** Indices of the slots with a connection. Only the first {@link liveCount} entries count. */
  readonly live: Int32Array;
  liveCount = 0;

  readonly host: Int32Array;
  readonly service: Int32Array;
  /** Indices into the population's remotes and hostnames; they change with the connection. */
  readonly remote: Int32Array;
  readonly hostname: Int32Array;
  /** One bit per flag, in the order of `FLAGS`. */
  readonly flags: Uint8Array;
  /** 1 for a connection that has just begun and has no measurements yet. */
  readonly isNew: Uint8Array;
  /** The activity of the slot's connections compared with others of their service; 1 is average. */
  readonly weight: Float64Array;

  private readonly period: Float64Array;
  private readonly phase: Float64Array;
  /** The fraction of its period in which the slot has a connection. */
  private readonly share: Float64Array;
  private readonly generation: Int32Array;

  constructor(
    private readonly seed: number,
    private readonly population: Population,
  ) {
    const places = layOut(seed, population);
    this.count = places.length;
    this.live = new Int32Array(this.count);
    this.host = new Int32Array(this.count);
    this.service = new Int32Array(this.count);
    this.remote = new Int32Array(this.count);
    this.hostname = new Int32Array(this.count);
    this.flags = new Uint8Array(this.count);
    this.isNew = new Uint8Array(this.count);
    this.weight = new Float64Array(this.count);
    this.period = new Float64Array(this.count);
    this.phase = new Float64Array(this.count);
    this.share = new Float64Array(this.count);
    this.generation = new Int32Array(this.count).fill(-1);
    places.forEach(({ host, service, constant }, slot) => {
      const profile = nth(population.services, service);
      const share = constant ? 1 : 0.45 + 0.4 * fraction(seed, slot, Purpose.share);
      const period = (profile.life * (0.5 + fraction(seed, slot, Purpose.period))) / share;
      this.host[slot] = host;
      this.service[slot] = service;
      this.weight[slot] = 0.3 + 1.4 * fraction(seed, slot, Purpose.weight);
      this.share[slot] = share;
      this.period[slot] = period;
      this.phase[slot] = period * fraction(seed, slot, Purpose.phase);
    });
  }

  /**
   * Lets connections begin and end.
   *
   * @param elapsed seconds since the simulation began
   * @param step seconds since the last tick
   * @param began called with the slot of every new connection
   */
  advance(elapsed: number, step: number, began: (slot: number) => void): void {
    const unmeasured = Math.min(step, UNMEASURED);
    let live = 0;
    for (let slot = 0; slot < this.count; slot++) {
      const position = elapsed + at(this.phase, slot);
      const period = at(this.period, slot);
      const generation = Math.floor(position / period);
      const age = position - generation * period;
      if (age >= period * at(this.share, slot)) continue;
      if (generation !== at(this.generation, slot)) {
        this.generation[slot] = generation;
        this.begin(slot, generation);
        began(slot);
      }
      this.isNew[slot] = age < unmeasured ? 1 : 0;
      this.live[live++] = slot;
    }
    this.liveCount = live;
  }

  private begin(slot: number, generation: number): void {
    const { population } = this;
    const draw = hash(this.seed, slot, SLOT_PURPOSE);
    const service = at(this.service, slot);
    const profile = nth(population.services, service);
    const servers = nth(population.servers, service);
    const remotes = population.remotes.length / 2;
    const remote = (servers.firstRemote + below(servers.remotes, draw, generation, Purpose.remote)) % remotes;
    const ipv6 = nth(population.hosts, at(this.host, slot)).ipv6;
    this.remote[slot] = ipv6 ? remotes + remote : remote;
    this.hostname[slot] =
      servers.hostnames === 0
        ? population.hostnames.indexOf(NONE)
        : servers.firstHostname + below(servers.hostnames, draw, generation, Purpose.hostname);
    this.flags[slot] = drawFlags(profile, draw, generation);
  }
}

/** Bits in the order of `FLAGS`. */
function drawFlags(profile: ServiceProfile, draw: number, generation: number): number {
  const asymmetric = fraction(draw, generation, Purpose.asymmetric) < 0.04 ? 1 : 0;
  const encrypted = profile.encrypted ? 2 : 0;
  const fragmented = fraction(draw, generation, Purpose.fragmented) < 0.02 ? 4 : 0;
  const fromOutside = profile.hostnames.length > 0 ? 0 : 0.3;
  const incoming = fraction(draw, generation, Purpose.incoming) < fromOutside ? 8 : 0;
  return asymmetric | encrypted | fragmented | incoming;
}

interface Connection {
  host: number;
  service: number;
  constant: boolean;
}

function layOut(seed: number, population: Population): Connection[] {
  const places: Connection[] = [];
  for (let host = 0; host < population.hosts.length; host++) {
    population.services.forEach((profile, service) => {
      const subject = host * population.services.length + service;
      const slots = 1 + below(profile.parallel, seed, subject, Purpose.slots);
      for (let index = 0; index < slots; index++) {
        places.push({ host, service, constant: profile.constant && index === 0 });
      }
    });
  }
  return places;
}
