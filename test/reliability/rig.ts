import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Node } from 'node-red';
import { LiveViewError } from '#lib/errors';
import {
  type Arrival,
  complaints,
  deploy,
  type DeployType,
  events,
  type FlowNode,
  getNode,
  load,
  unload,
} from '../support/node-red';
import { Signal } from '../support/signal';
import { steer, SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import { Appliance } from './appliance';
import { watchListeners } from './leftovers';
import { RuntimeRecord, type Shown } from './runtime-record';

/** ms; each unlike the others, so that a timer can be told by it. */
export const TIMES = { handshake: 10_000, heartbeat: 15_000, stale: 45_000, min: 4_000, max: 60_000 };

/** The views that the nodes share. */
const VIEWS = [
  [{ name: 'Local Host' }],
  [{ name: 'Service' }],
  [{ name: 'NetObject Level', arg: 'all' }, { name: 'Service' }],
];

export interface RigOptions {
  /** Liveview nodes. */
  nodes: number;
  /** Of the appliance node. */
  settings?: object;
  credentials?: object;
  /** Of every liveview node. */
  liveview?: object;
  /** Other nodes of the flow. */
  others?: FlowNode[];
  /** Which of them get the messages too. */
  onward?: string[];
  clock?: SteeredClock;
}

/** An item's name and number, of which the system sends each once. */
interface Heard {
  name: string;
  value: number;
  sequence: number;
  connection: number;
  /** What was left out since the message before. */
  skipped: number;
  /** Which of the nodes that have had this id since the start. */
  life: number;
}

/** The rig that is at work; there is one at a time, as there is one clock and one runtime. */
let running: Rig | undefined;

/** Takes down the rig of a test that has not come to its end. */
export async function abandonRig(): Promise<void> {
  await running?.abandon();
}

/** Liveview nodes at work in a Node-RED, on a clock that the test moves, in front of an appliance. */
export class Rig {
  readonly clock: SteeredClock;
  readonly ids: string[];
  /** The number of different views, each of which has one WebSocket. */
  readonly views: number;
  readonly record: RuntimeRecord;
  private readonly changes = new Signal();
  private readonly heard = new Map<string, Heard[]>();
  private nodes: FlowNode[];
  /** Deploys so far, ms. */
  private readonly deploys: number[] = [];
  private readonly ends = new WeakSet<Node>();
  private readonly lives = new Map<string, Node[]>();
  private readonly release: () => void;
  private readonly checkListeners = watchListeners();

  private constructor(
    readonly appliance: Appliance,
    private readonly options: RigOptions,
  ) {
    this.clock = options.clock ?? new SteeredClock();
    this.release = steer(this.clock);
    this.ids = Array.from({ length: options.nodes }, (_, index) => `live${index}`);
    this.views = Math.min(options.nodes, VIEWS.length);
    this.record = new RuntimeRecord(this.clock, this.changes);
    this.nodes = this.flow();
  }

  /** Starts the flows, and opens the views. */
  static async start(appliance: Appliance, options: RigOptions): Promise<Rig> {
    const rig = (running = new Rig(appliance, options));
    await load(rig.nodes, rig.credentials);
    rig.listen();
    // The form's views open a moment after the flows have started.
    await rig.clock.advance(100);
    return rig;
  }

  /**
   * Starts the flows with an appliance that is well, and waits until every node has had two updates, the second of
   * them 1 s ago.
   */
  static async live(appliance: Appliance, options: RigOptions): Promise<Rig> {
    const rig = await Rig.start(appliance, options);
    await rig.delivered(1);
    await rig.clock.advance(1000);
    await rig.untilShown('green', 'dot', 'connected: 1 items');
    appliance.publish();
    await rig.delivered(2);
    // Another status may be shown at once from then on.
    await rig.clock.advance(1000);
    return rig;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  private get credentials(): Record<string, object> {
    return this.options.credentials ? { box: this.options.credentials } : {};
  }

  private get url(): string {
    const { url } = { url: `ws://${this.appliance.relay.host}/view`, ...this.options.settings };
    return url;
  }

  /** Messages so far, of all nodes. */
  get messages(): number {
    return [...this.heard.values()].reduce((sum, { length }) => sum + length, 0);
  }

  messagesOf(id: string): Heard[] {
    return this.heard.get(id) ?? [];
  }

  latestStatus(id: string): Shown | undefined {
    return this.record.shown(id).at(-1);
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    await within(8, this.changes.until(condition), () => `Waited for ${what}; ${this.describe()}`);
  }

  /** Every node has had so many messages since the beginning. */
  async delivered(count: number): Promise<void> {
    await this.until(`${count} messages of each node`, () =>
      this.ids.every((id) => this.messagesOf(id).length >= count),
    );
  }

  /** Every node shows that status now. */
  async untilShown(fill: string, shape: string, text: string): Promise<void> {
    await this.until(`the status ${fill} ${shape} ${text}`, () =>
      this.ids.every((id) => {
        const latest = this.latestStatus(id);
        return latest?.fill === fill && latest.shape === shape && latest.text === text;
      }),
    );
  }

  /** Cuts all connections, and waits until every node shows that. */
  async lose(): Promise<void> {
    this.appliance.relay.reset();
    const lost = new LiveViewError('lost', { host: this.host, reason: 'no closing handshake' });
    await this.untilShown('red', 'ring', `disconnected: ${lost.message}`);
  }

  /**
   * Deploys the flow again, with some of its nodes changed, or gone; resolves when it has started.
   *
   * @param change what becomes of each node
   * @param silent the deploy ends a connection whose closing handshake the system will not answer
   */
  async deploy(
    type: DeployType,
    change: (node: FlowNode) => FlowNode | undefined,
    { silent = false } = {},
  ): Promise<void> {
    this.nodes = this.nodes.flatMap((node) => change(node) ?? []);
    let done = false;
    const stopping = once(events, 'flows:stopping');
    const deployed = deploy(this.nodes, type).then(() => {
      done = true;
    });
    await within(8, stopping, () => `The flows are not stopped; ${this.describe()}`);
    await this.cutShort(silent, () => done);
    await within(8, deployed, () => `The deploy does not end; ${this.describe()}`);
    this.deploys.push(this.clock.elapsed());
    this.listen();
  }

  /**
   * Stops the flows, checks that nothing is left of them, and that nothing comes after.
   *
   * @param silent the system will not answer a closing handshake, so that it has to be cut short
   */
  async close({ silent = false } = {}): Promise<void> {
    const { clock, appliance } = this;
    this.record.stop();
    this.checkMessages();
    this.checkStatuses();
    let gone = false;
    const stopped = unload().then(() => {
      gone = true;
    });
    await this.cutShort(silent, () => gone);
    await within(8, stopped, () => `The flows do not stop; ${this.describe()}`);
    await within(8, appliance.relay.untilOpen(0), () => `Sockets are left: ${appliance.relay.open}`);
    assert.equal(clock.pending(), 0, 'no timer is left');
    this.checkListeners();
    assert(!complaints().some((line) => line.includes('timed out')), complaints().join('\n'));
    const { accepted } = appliance.relay;
    await clock.advance(600_000);
    assert.equal(appliance.relay.accepted, accepted, 'nothing connects after the end');
    this.release();
    running = undefined;
  }

  /** Stops the flows, whatever state they are in. */
  async abandon(): Promise<void> {
    running = undefined;
    this.record.stop();
    const stopped = unload();
    await this.clock.advance(2000);
    await stopped;
    this.release();
  }

  /** Lets the time go by that a silent system has for a closing handshake. */
  private async cutShort(silent: boolean, done: () => boolean): Promise<void> {
    if (!silent) return;
    await this.clock.advance(1990);
    assert.equal(done(), false, 'the closing handshake has its time');
    await this.clock.advance(10);
  }

  private flow(): FlowNode[] {
    const { settings, liveview, others = [], onward = [] } = this.options;
    const nodes = this.ids.flatMap((id, index) => [
      {
        id,
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        distributions: VIEWS[index % VIEWS.length],
        wires: [[`${id}-out`, ...onward]],
        ...liveview,
      },
      { id: `${id}-out`, type: 'helper', z: 'tab', wires: [] },
    ]);
    const box = {
      id: 'box',
      type: 'activelogic-appliance',
      name: 'Box',
      handshakeTimeout: TIMES.handshake / 1000,
      heartbeat: TIMES.heartbeat / 1000,
      staleAfter: TIMES.stale / 1000,
      reconnectMin: TIMES.min / 1000,
      reconnectMax: TIMES.max / 1000,
      ...settings,
      url: this.url,
    };
    return [{ id: 'tab', type: 'tab' }, box, ...nodes, ...others];
  }

  /** Hears the nodes that end the flow, those that a deploy has made anew too. */
  private listen(): void {
    for (const { id } of this.nodes) {
      if (!this.ids.some((live) => id === `${live}-out`)) continue;
      const end = getNode(id);
      // One that is disabled is not there.
      if (!(end as Node | null) || this.ends.has(end)) continue;
      this.ends.add(end);
      this.listenTo(end, id.replace(/-out$/, ''));
    }
  }

  private listenTo(end: Node, id: string): void {
    const heard = this.heard.get(id) ?? [];
    this.heard.set(id, heard);
    end.on('input', (msg) => {
      const { payload, liveview } = msg as Arrival;
      const [item] = payload as { name: string; inbound: number }[];
      assert(item);
      const { sequence, connection, skipped } = liveview;
      const { name, inbound: value } = item;
      const life = this.life(id);
      this.changes.after(() => heard.push({ name, value, sequence, connection, skipped, life }));
    });
  }

  /** A number for each node that has had this id. */
  private life(id: string): number {
    const node = getNode(id);
    const lives = this.lives.get(id) ?? [];
    this.lives.set(id, lives);
    if (!lives.includes(node)) lives.push(node);
    return lives.indexOf(node);
  }

  /** Each node has had nothing but its own view's numbers, each once, in their order. */
  private checkMessages(): void {
    for (const [index, id] of this.ids.entries()) {
      const heard = this.messagesOf(id);
      for (const [at, { name, value, sequence, connection, life }] of heard.entries()) {
        assert.equal(name, VIEWS[index % VIEWS.length]?.[0]?.name);
        const before = heard[at - 1];
        if (!before) continue;
        if (before.life === life) {
          assert(value > before.value && sequence > before.sequence, `${id} at ${at}`);
        } else {
          // It begins to count anew, where the view was kept with what that shows already.
          assert(
            sequence === 1 && (connection !== before.connection || value >= before.value),
            `${id} at ${at}`,
          );
        }
      }
    }
  }

  /** At most one a second, and each unlike the one before. */
  private checkStatuses(): void {
    for (const id of this.ids) {
      let before: Shown | undefined;
      for (const shown of this.record.shown(id)) {
        const { at } = before ?? shown;
        // A deploy may have made the node anew.
        if (before && !this.deploys.some((deployed) => deployed >= at && deployed <= shown.at)) {
          assert(shown.at - before.at >= 1000, `${id} shows ${JSON.stringify([before, shown])}`);
          assert.notDeepEqual({ ...shown, at: 0 }, { ...before, at: 0 });
        }
        before = shown;
      }
    }
  }

  /** For whoever has waited in vain. */
  describe(): string {
    const statuses = this.ids.map((id) => this.latestStatus(id));
    return JSON.stringify({
      statuses: [...new Set(statuses.map((status) => JSON.stringify(status)))],
      messages: this.messages,
      log: this.record.lines,
      open: this.appliance.relay.open,
      upgrades: this.appliance.upgrades,
      timers: this.clock.pending(),
    });
  }
}

/** Loads flows once: what a first load leaves behind for good is none of the later ones' doing. */
export async function warmUp(): Promise<void> {
  const appliance = await Appliance.start();
  const rig = await Rig.start(appliance, { nodes: 1 });
  await rig.delivered(1);
  await rig.abandon();
  await appliance.stop();
}

/** For the top of a suite: gives each of its tests an appliance, and takes it and the test's rig down afterwards. */
export function applianceForEach(use: (appliance: Appliance) => void): void {
  let appliance: Appliance;
  before(warmUp);
  beforeEach(async () => {
    appliance = await Appliance.start();
    use(appliance);
  });
  afterEach(async () => {
    await abandonRig();
    await appliance.stop();
  });
}
