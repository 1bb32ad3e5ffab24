import type { Counter } from '../../lib/protocol/frames';
import { CALM, type Disturbance } from './disturbance';
import { Measure, MEASURES, QUALITY_PARTS } from './measures';
import { at, nth } from './numbers';
import { PLANS, populate, type Population } from './population';
import { drift, fraction, hash } from './random';
import { activity, type Curve } from './services';
import { Slots } from './slots';

export interface TableOptions {
  seed: number;
  hosts: number;
  services: number;
  counters: Counter;
  /** Seconds from one tick to the next. */
  step: number;
}

enum Purpose {
  demand = 1000,
  jitter,
  lossInternal,
  lossExternal,
  intRtt,
  extRtt,
  peak,
}

/** A host's average demand at the busiest hour, in bit/s, for any number of services. */
const HOST_DEMAND = 9e6;
/** Seconds over which a connection's demand drifts. */
const DRIFT = 15;
const CURVES: readonly Curve[] = ['evening', 'office', 'flat'];

/**
 * The connections with their measurements in the current tick. Options, tick, time and disturbance determine a tick's
 * numbers; reading them changes nothing.
 */
export class Table {
  readonly population: Population;
  readonly slots: Slots;
  /** One row of {@link MEASURES} numbers per slot; valid for live slots. */
  readonly rows: Float64Array;
  /** Index of the service with the most traffic on average; it does not depend on the hour. */
  readonly busiestService: number;

  private readonly options: TableOptions;
  private readonly scale: number;
  private readonly serviceIndex: ReadonlyMap<string, number>;
  private readonly wantedIn: Float64Array;
  private readonly wantedOut: Float64Array;
  /** Drops in and out, processed in and out, since the connection began: four numbers per slot. */
  private readonly history: Float64Array;
  private ticks = -1;

  constructor(options: TableOptions) {
    this.options = options;
    this.population = populate(options.seed, options);
    this.slots = new Slots(options.seed, this.population);
    this.rows = new Float64Array(this.slots.count * MEASURES);
    this.history = new Float64Array(this.slots.count * 4);
    this.wantedIn = new Float64Array(this.population.subscribers.length);
    this.wantedOut = new Float64Array(this.population.subscribers.length);
    this.serviceIndex = new Map(this.population.services.map(({ name }, index) => [name, index]));
    const expected = this.population.services.map(
      ({ inbound, parallel, constant }) => (inbound * (parallel + 1) * (constant ? 1 : 0.65)) / 2,
    );
    this.busiestService = expected.indexOf(Math.max(...expected));
    this.scale = HOST_DEMAND / expected.reduce((sum, inbound) => sum + inbound, 0);
  }

  /** The number of ticks so far, minus one: -1 before the first {@link advance}. */
  get tick(): number {
    return this.ticks;
  }

  hasService(name: string): boolean {
    return this.serviceIndex.has(name);
  }

  /**
   * Computes the next tick.
   *
   * @param time ms since the epoch; the hour of the day decides how busy it is
   */
  advance(time: number, disturbance: Disturbance = CALM): void {
    this.ticks += 1;
    const { step } = this.options;
    this.slots.advance(this.ticks * step, step, (slot) => this.history.fill(0, slot * 4, slot * 4 + 4));
    this.demand(time);
    this.shape(disturbance);
  }

  /** Computes the demand: per connection into the rows, and added up per subscriber. */
  private demand(time: number): void {
    const { slots, rows, population } = this;
    const { seed, step } = this.options;
    const busy = new Map(CURVES.map((curve) => [curve, activity(curve, time) * this.scale]));
    const factors = Float64Array.from(population.services, ({ curve }) => busy.get(curve) ?? 0);
    const position = (this.ticks * step) / DRIFT;
    this.wantedIn.fill(0);
    this.wantedOut.fill(0);
    for (let index = 0; index < slots.liveCount; index++) {
      const slot = at(slots.live, index);
      const row = slot * MEASURES;
      rows.fill(0, row, row + MEASURES);
      rows[row + Measure.connections] = 1;
      if (at(slots.isNew, slot) === 1) continue;
      const service = at(slots.service, slot);
      const profile = nth(population.services, service);
      const host = nth(population.hosts, at(slots.host, slot));
      const draw = hash(seed, slot, Purpose.demand);
      const level = drift(draw, 0, position);
      const jitter = 0.9 + 0.2 * fraction(draw, this.ticks, Purpose.jitter);
      const wish =
        at(factors, service) * host.appetite * at(slots.weight, slot) * (0.2 + 2.4 * level ** 2) * jitter;
      const wantedIn = Math.round(profile.inbound * wish);
      const wantedOut = Math.round(profile.outbound * wish);
      rows[row + Measure.measured] = 1;
      rows[row + Measure.inbound] = wantedIn;
      rows[row + Measure.outbound] = wantedOut;
      if (!profile.shaped) continue;
      this.wantedIn[host.subscriber] = at(this.wantedIn, host.subscriber) + wantedIn;
      this.wantedOut[host.subscriber] = at(this.wantedOut, host.subscriber) + wantedOut;
    }
  }

  /** Computes what the plans let through, and the effect on packets, latency and quality. */
  private shape(disturbance: Disturbance): void {
    const { slots } = this;
    const drops = disturbance.drops;
    const dropping = drops?.service === undefined ? undefined : this.serviceIndex.get(drops.service);
    const quality = disturbance.quality;
    const dipping =
      quality === undefined
        ? undefined
        : quality.service === undefined
          ? this.busiestService
          : this.serviceIndex.get(quality.service);
    for (let index = 0; index < slots.liveCount; index++) {
      const slot = at(slots.live, index);
      const service = at(slots.service, slot);
      const dropShare = drops && (drops.service === undefined || dropping === service) ? drops.share : 0;
      this.measure(slot, dropShare, dipping === service ? (quality?.level ?? 1) : 1);
    }
  }

  private measure(slot: number, dropShare: number, qualityLevel: number): void {
    const { slots, rows, population } = this;
    const { seed, step } = this.options;
    const row = slot * MEASURES;
    const profile = nth(population.services, at(slots.service, slot));
    const subscriber = nth(population.hosts, at(slots.host, slot)).subscriber;
    const plan = nth(PLANS, nth(population.subscribers, subscriber).plan);
    const draw = hash(seed, slot, Purpose.peak);
    const asymmetric = (at(slots.flags, slot) & 1) === 1;

    if (profile.protocol === 'TCP' && !asymmetric) this.handshake(row, slot, draw);
    if (at(rows, row + Measure.measured) === 0) {
      this.count(slot, row, profile.shaped);
      return;
    }

    const stubborn = profile.adapts ? 0.06 : 0.5;
    let inLoss = 0;
    let outLoss = 0;
    const wantedIn = at(rows, row + Measure.inbound);
    const wantedOut = at(rows, row + Measure.outbound);
    const inPackets = packets(wantedIn, step, profile.inboundPacket);
    const outPackets = packets(wantedOut, step, profile.outboundPacket);
    if (profile.shaped) {
      const fitIn = Math.min(1, plan.inbound / Math.max(1, at(this.wantedIn, subscriber)));
      const fitOut = Math.min(1, plan.outbound / Math.max(1, at(this.wantedOut, subscriber)));
      inLoss = 1 - (1 - (1 - fitIn) * stubborn) * (1 - dropShare);
      outLoss = 1 - (1 - (1 - fitOut) * stubborn) * (1 - dropShare);
      rows[row + Measure.inbound] = Math.round(wantedIn * fitIn * (1 - dropShare));
      rows[row + Measure.outbound] = Math.round(wantedOut * fitOut * (1 - dropShare));
      this.delay(row, 0, inPackets, fitIn, dropShare, fraction(draw, this.ticks, 1));
      this.delay(row, 1, outPackets, fitOut, dropShare, fraction(draw, this.ticks, 2));
      rows[row + Measure.inDrops] = Math.round(inPackets * inLoss);
      rows[row + Measure.outDrops] = Math.round(outPackets * outLoss);
    }
    rows[row + Measure.inPackets] = inPackets;
    rows[row + Measure.outPackets] = outPackets;
    this.count(slot, row, profile.shaped);
    if (!profile.judged || asymmetric) return;
    const inner = 1 - 0.012 * fraction(draw, this.ticks, Purpose.lossInternal);
    const outer = 1 - 0.008 * fraction(draw, this.ticks, Purpose.lossExternal);
    rows[row + Measure.inJudged] = inPackets;
    rows[row + Measure.outJudged] = outPackets;
    rows[row + Measure.inIntQuality] = inPackets * parts((inner - inLoss * 0.3) * qualityLevel);
    rows[row + Measure.inExtQuality] = inPackets * parts(outer * qualityLevel);
    rows[row + Measure.outIntQuality] = outPackets * parts(inner * qualityLevel);
    rows[row + Measure.outExtQuality] = outPackets * parts((outer - outLoss * 0.3) * qualityLevel);
  }

  /** The latency that a queue adds: almost none while the plan suffices. `direction`: 0 in, 1 out. */
  private delay(
    row: number,
    direction: 0 | 1,
    count: number,
    fit: number,
    dropShare: number,
    chance: number,
  ): void {
    if (count === 0) return;
    const average = Math.round((0.08 + 0.3 * chance + 160 * (1 - fit) + 400 * dropShare) * 1000);
    this.rows[row + Measure.inDelayed + direction] = count;
    this.rows[row + Measure.inLatency + direction] = average * count;
    this.rows[row + Measure.inLatencyMax + direction] = Math.round(average * (1.5 + 3 * chance));
  }

  /** RTT in tenths of a ms. The access determines the near part, the server's distance the far part. */
  private handshake(row: number, slot: number, draw: number): void {
    const { slots, rows, population } = this;
    const subscriber = nth(population.hosts, at(slots.host, slot)).subscriber;
    const access = nth(population.subscribers, subscriber).access;
    const near = (access === 0 ? 4 : access === 1 ? 14 : 38) * (0.7 + fraction(draw, 0, Purpose.intRtt));
    const far = 6 + 90 * fraction(this.options.seed, at(slots.remote, slot), Purpose.extRtt) ** 2;
    rows[row + Measure.handshakes] = 1;
    rows[row + Measure.intRtt] = Math.round(near * 10);
    rows[row + Measure.extRtt] = Math.round(far * 10);
  }

  /** Counts drops and totals in the configured way. */
  private count(slot: number, row: number, shaped: boolean): void {
    if (!shaped) return;
    const { rows } = this;
    const history = this.history;
    rows[row + Measure.inShaped] = at(rows, row + Measure.inPackets);
    rows[row + Measure.outShaped] = at(rows, row + Measure.outPackets);
    if (this.options.counters === 'update') return;
    for (let counter = 0; counter < 4; counter++) {
      const total = at(history, slot * 4 + counter) + at(rows, row + Measure.inDrops + counter);
      history[slot * 4 + counter] = total;
      rows[row + Measure.inDrops + counter] = total;
    }
  }
}

function packets(bitsPerSecond: number, seconds: number, bytes: number): number {
  return Math.round((bitsPerSecond * seconds) / (8 * bytes));
}

function parts(quality: number): number {
  return Math.round(Math.max(0, quality) * QUALITY_PARTS);
}
