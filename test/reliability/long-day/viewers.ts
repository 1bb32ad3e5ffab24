import assert from 'node:assert/strict';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { digestItems } from '../../support/digest';
import { type Arrival, type FlowNode, forgetCalls, getNode, load, unload } from '../../support/node-red';
import { Signal } from '../../support/signal';
import type { SteeredClock } from '../../support/steered-clock';
import { within } from '../../support/within';
import { watchListeners } from '../leftovers';
import { TIMES as USUAL } from '../rig';
import { RuntimeRecord } from '../runtime-record';
import type { System } from './system';

/** In ms. A view that is back early must not become stale while the others are still away. */
export const TIMES = { ...USUAL, stale: 2 * USUAL.max };

function view(...names: string[]): ViewDefinition {
  return { distributions: names.map((name) => ({ name })), filters: [], expand: true };
}

/** The views of the changing node, in turn. */
const CHANGING = [view('Service', 'Local Host'), view('Protocol')] as const;

interface Viewer {
  view: ViewDefinition;
  shape: 'tree' | 'rows';
  /** In seconds. */
  interval: number;
  /** The metadata of the newest message. */
  last: Arrival['liveview'] | undefined;
  messages: number;
}

/** Liveview nodes on three views. Every message is compared with what the appliance shows. */
export class Viewers {
  /** How many different views, each with its own WebSocket. */
  static readonly views = 3;
  readonly record: RuntimeRecord;
  messages = 0;
  statuses = 0;
  private readonly viewers: Record<string, Viewer> = {
    flat: viewer(view('Local Host')),
    rows: { ...viewer(view('Local Host')), shape: 'rows' },
    changing: viewer(CHANGING[0]),
    paced: { ...viewer(view('Service')), interval: 60 },
    alerted: viewer(view('Service')),
  };
  private readonly changes = new Signal();
  private readonly checkListeners = watchListeners();
  private wrong: unknown;

  constructor(
    private readonly clock: SteeredClock,
    private readonly system: System,
  ) {
    this.record = new RuntimeRecord(clock, this.changes);
  }

  get host(): string {
    return this.system.relay.host;
  }

  async start(): Promise<void> {
    await load(this.flow(), {}, { clock: this.clock });
    for (const [id, { interval }] of Object.entries(this.viewers)) {
      getNode(`${id}-out`).on('input', (msg) => {
        this.changes.after(() => {
          this.take(id, msg as Arrival, interval > 0);
        });
      });
    }
    await this.clock.advance(100);
    await this.until('the first updates', () => Object.values(this.viewers).every(({ last }) => last));
  }

  /** Sends an update, and waits until every node has passed it on, if it passes each one on. */
  async update(): Promise<void> {
    this.system.tick();
    const now = this.clock.now();
    await this.until('an update', () => this.prompt().every(({ last }) => last?.time === now));
  }

  /** Lets time pass while the appliance sends nothing, not even a refusal. */
  async awayInSilence(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Lets time pass while the appliance is away and every attempt to connect fails. */
  async away(ms: number): Promise<void> {
    const end = this.clock.elapsed() + ms;
    for (let left = ms; left > 0; left = end - this.clock.elapsed()) {
      await this.settle();
      if ((this.clock.untilNext() ?? Infinity) <= left) await this.clock.advanceToNext();
      else await this.clock.advance(left);
    }
  }

  /**
   * Makes every view lose its connection and come back. Each must then use another WebSocket.
   *
   * @param lose resolves when the appliance is well again
   * @returns how long the return took from then on, ms
   */
  async outage(lose: () => Promise<void>): Promise<number> {
    const before = new Map(this.prompt().map((entry) => [entry, entry.last?.connection]));
    const lines = this.record.lines.length;
    await lose();
    await this.until('the warning', () => this.record.lines.length > lines);
    const start = this.clock.elapsed();
    // The last view is back with its first update, and the log says so.
    while (this.record.lines.length < lines + 2) {
      await this.settle();
      if (this.clock.pending(TIMES.stale) < Viewers.views) await this.clock.advanceToNext();
      else await this.until('the information', () => this.record.lines.length === lines + 2);
    }
    await this.until('the views', () =>
      this.prompt().every((entry) => entry.last?.connection !== before.get(entry)),
    );
    return this.clock.elapsed() - start;
  }

  /** Waits until every attempt to connect has failed or had its first update. */
  async settle(): Promise<void> {
    await within(
      8,
      this.clock.untilNone(TIMES.handshake),
      () => `An attempt does not end; ${this.describe()}`,
    );
  }

  /** Changes a view by a message, and waits until the old view has closed. */
  async change(count: number): Promise<void> {
    const changing = this.viewers.changing;
    assert(changing);
    const next = CHANGING[count % CHANGING.length];
    assert(next);
    const before = changing.messages;
    changing.view = next;
    getNode('changing').receive({ view: { distributions: next.distributions } });
    await this.until('the other view', () => changing.messages > before);
    await within(8, this.system.relay.untilOpen(Viewers.views), () => 'The old view does not go');
  }

  /** Checks that each node has shown at most one status a second since the last check. */
  checkStatuses(): void {
    for (const id of Object.keys(this.viewers)) {
      const shown = this.record.shown(id);
      for (const [index, { at }] of shown.entries()) {
        const before = shown[index - 1];
        assert(!before || at - before.at >= 1000, `${id} shows two at ${at}`);
      }
      this.statuses += shown.splice(0, shown.length - 1).length;
    }
  }

  /** Forgets what the test's own tools keep. */
  forgetCalls(): void {
    forgetCalls('flat');
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    await within(
      8,
      this.changes.until(() => this.wrong !== undefined || condition()),
      () => `Waited for ${what}; ${this.describe()}`,
    );
    if (this.wrong !== undefined) throw this.wrong as Error;
  }

  /** Stops the flows, in any state. */
  async stop(): Promise<void> {
    this.record.stop();
    const stopped = unload();
    await this.clock.advance(2000);
    await stopped;
  }

  /** Checks that the nodes have left nothing behind. */
  checkGone(): void {
    assert.equal(this.clock.pending(), 0, 'no timer is left');
    this.checkListeners();
  }

  private prompt(): Viewer[] {
    return Object.values(this.viewers).filter(({ interval }) => interval === 0);
  }

  private take(id: string, { payload, liveview }: Arrival, late: boolean): void {
    const viewer = this.viewers[id];
    assert(viewer);
    const { last } = viewer;
    viewer.last = liveview;
    viewer.messages++;
    this.messages++;
    try {
      assert(
        !last || liveview.sequence > last.sequence,
        `${id}: ${liveview.sequence} after ${last?.sequence}`,
      );
      assert(!last || (liveview.time ?? 0) >= (last.time ?? 0), `${id}: an older update`);
      // An update that waited belongs to an earlier tick, which the appliance no longer shows.
      if (late && liveview.time !== this.clock.now()) return;
      const items = payload as Record<string, unknown>[];
      const { [viewer.shape]: expected } = this.system.shows(viewer.view);
      assert.equal(digestItems(items, viewer.shape, viewer.view), expected, `${id}: other numbers`);
    } catch (error) {
      // An error thrown in a handler would only reach the log.
      this.wrong ??= error;
    }
  }

  private flow(): FlowNode[] {
    const nodes = Object.entries(this.viewers).flatMap(([id, { view: definition, shape, interval }]) => [
      {
        id,
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        ...definition,
        shape,
        interval,
        wires: [[`${id}-out`, ...(id === 'alerted' ? ['alert'] : [])]],
      },
      { id: `${id}-out`, type: 'helper', z: 'tab', wires: [] },
    ]);
    return [
      { id: 'tab', type: 'tab' },
      {
        id: 'box',
        type: 'activelogic-appliance',
        name: 'Box',
        url: `ws://${this.host}/view`,
        handshakeTimeout: TIMES.handshake / 1000,
        heartbeat: TIMES.heartbeat / 1000,
        staleAfter: TIMES.stale / 1000,
        reconnectMin: TIMES.min / 1000,
        reconnectMax: TIMES.max / 1000,
      },
      ...nodes,
      {
        id: 'alert',
        type: 'activelogic-alert',
        z: 'tab',
        conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 1_000_000 }],
        wires: [[]],
      },
    ];
  }

  private describe(): string {
    return JSON.stringify({
      statuses: Object.keys(this.viewers).map((id) => this.record.shown(id).at(-1)),
      log: this.record.lines,
      open: this.system.relay.open,
      timers: this.clock.pending(),
    });
  }
}

function viewer(definition: ViewDefinition): Viewer {
  return { view: definition, shape: 'tree', interval: 0, last: undefined, messages: 0 };
}
