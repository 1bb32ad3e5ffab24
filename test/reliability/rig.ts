import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Node } from 'node-red';
import { LiveViewError } from '../../lib/errors';
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
import { SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import { Appliance } from './appliance';
import { watchListeners } from './leftovers';
import { RuntimeRecord, type Shown } from './runtime-record';

/** In ms. All different, so that a timer's length tells which one it is. */
export const TIMES = { handshake: 10_000, heartbeat: 15_000, stale: 45_000, min: 4_000, max: 60_000 };

/** The views that the nodes share. */
const VIEWS = [
  [{ name: 'Local Host' }],
  [{ name: 'Service' }],
  [{ name: 'NetObject Level', arg: 'all' }, { name: 'Service' }],
];

export interface RigOptions {
  /** How many liveview nodes. */
  nodes: number;
  /** Properties of the appliance node. */
  settings?: object;
  credentials?: object;
  /** Properties of every liveview node. */
  liveview?: object;
  /** Other nodes of the flow. */
  others?: FlowNode[];
  /** Ids of those other nodes that also get the messages. */
  onward?: string[];
  clock?: SteeredClock;
}

/** An item's name and number. The appliance sends each number once. */
interface Heard {
  name: string;
  value: number;
  sequence: number;
  connection: number | string;
  /** How many updates were skipped before it. */
  skipped: number;
  /** Which of the nodes that have had this id sent it, counted from 0. */
  life: number;
}

/** The running rig. There is one at a time, as there is one clock and one runtime. */
let running: Rig | undefined;

/** Takes down the rig of a test that failed half-way. */
export async function abandonRig(): Promise<void> {
  await running?.abandon();
}

/** Liveview nodes in a Node-RED, with an appliance, on a clock that the test moves. */
export class Rig {
  readonly clock: SteeredClock;
  readonly ids: string[];
  /** How many different views there are. Each has one WebSocket. */
  readonly views: number;
  readonly record: RuntimeRecord;
  private readonly changes = new Signal();
  private readonly heard = new Map<string, Heard[]>();
  private nodes: FlowNode[];
  /** The times of the deploys so far, ms. */
  private readonly deploys: number[] = [];
  private readonly ends = new WeakSet<Node>();
  private readonly lives = new Map<string, Node[]>();
  private readonly checkListeners = watchListeners();

  private constructor(
    readonly appliance: Appliance,
    private readonly options: RigOptions,
  ) {
    this.clock = options.clock ?? new SteeredClock();
    this.ids = Array.from({ length: options.nodes }, (_, index) => `live${index}`);
    this.views = Math.min(options.nodes, VIEWS.length);
    this.record = new RuntimeRecord(this.clock, this.changes);
    this.nodes = this.flow();
  }

  /** Starts the flows, and opens the views. */
  static async start(appliance: Appliance, options: RigOptions): Promise<Rig> {
    const rig = (running = new Rig(appliance, options));
    await load(rig.nodes, rig.credentials, { clock: rig.clock });
    rig.listen();
    // The form's views open a moment after the flows have started.
    await rig.clock.advance(100);
    return rig;
  }

  /**
   * Starts the flows with a healthy appliance, and waits until every node has had two updates, the second one
   * 1 s ago.
   */
  static async live(appliance: Appliance, options: RigOptions): Promise<Rig> {
    const rig = await Rig.start(appliance, options);
    await rig.delivered(1);
    await rig.clock.advance(1000);
    await rig.untilShown('green', 'dot', 'connected: 1 items');
    appliance.publish();
    await rig.delivered(2);
    // Let a second pass, so that the next status is shown at once.
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

  /** How many messages the nodes have sent in all. */
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

  /** Resolves when every node has sent `count` messages since the start. */
  async delivered(count: number): Promise<void> {
    await this.until(`${count} messages of each node`, () =>
      this.ids.every((id) => this.messagesOf(id).length >= count),
    );
  }

  /** Resolves when every node shows this status. */
  async untilShown(fill: string, shape: string, text: string): Promise<void> {
    await this.until(`the status ${fill} ${shape} ${text}`, () =>
      this.ids.every((id) => {
        const latest = this.latestStatus(id);
        return latest?.fill === fill && latest.shape === shape && latest.text === text;
      }),
    );
  }

  /** Cuts all connections, and waits until every node shows the loss. */
  async lose(): Promise<void> {
    this.appliance.relay.reset();
    const lost = new LiveViewError('lost', { host: this.host, reason: 'no closing handshake' });
    await this.untilShown('red', 'ring', `disconnected: ${lost.message}`);
  }

  /**
   * Deploys the flow again, with some of its nodes changed or removed. Resolves when it has started.
   *
   * @param change maps each node to its new version
   * @param silent the appliance does not answer the closing handshake of a connection that the deploy ends
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
   * Stops the flows, and checks that nothing is left of them and nothing follows.
   *
   * @param silent the appliance does not answer a closing handshake, so it has to be cut short
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
    running = undefined;
  }

  /** Stops the flows, in any state. */
  async abandon(): Promise<void> {
    running = undefined;
    this.record.stop();
    const stopped = unload();
    await this.clock.advance(2000);
    await stopped;
  }

  /** Lets the time pass that a closing handshake may take. */
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

  /** Listens to the flow's last nodes, including those that a deploy has created. */
  private listen(): void {
    for (const { id } of this.nodes) {
      if (!this.ids.some((live) => id === `${live}-out`)) continue;
      const end = getNode(id);
      // A disabled node does not exist.
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

  /** The number of the current node among all that have had this id, from 0. */
  private life(id: string): number {
    const node = getNode(id);
    const lives = this.lives.get(id) ?? [];
    this.lives.set(id, lives);
    if (!lives.includes(node)) lives.push(node);
    return lives.indexOf(node);
  }

  /** Checks that each node has sent only its own view's numbers, each once and in order. */
  private checkMessages(): void {
    for (const [index, id] of this.ids.entries()) {
      const heard = this.messagesOf(id);
      for (const [at, { name, value, sequence, connection, life }] of heard.entries()) {
        assert.equal(name, VIEWS[index % VIEWS.length]?.[0]?.name);
        const before = heard[at - 1];
        if (!before) continue;
        if (before.life === life) {
          assert(value > before.value && sequence > before.sequence, `${id} at ${at}`);
        } else if (connection !== before.connection) {
          assert.equal(sequence, 1, `${id} at ${at}`);
        } else {
          // The view was kept: its last update is repeated, and the next ones are counted on.
          assert(value >= before.value, `${id} at ${at}`);
          assert.equal(sequence, before.sequence + (value > before.value ? 1 : 0), `${id} at ${at}`);
        }
      }
    }
  }

  /** Checks that statuses come at most once a second, and differ from the one before. */
  private checkStatuses(): void {
    for (const id of this.ids) {
      let before: Shown | undefined;
      for (const shown of this.record.shown(id)) {
        const { at } = before ?? shown;
        // A deploy can have replaced the node.
        if (before && !this.deploys.some((deployed) => deployed >= at && deployed <= shown.at)) {
          assert(shown.at - before.at >= 1000, `${id} shows ${JSON.stringify([before, shown])}`);
          assert.notDeepEqual({ ...shown, at: 0 }, { ...before, at: 0 });
        }
        before = shown;
      }
    }
  }

  /** The state of everything, for the message of a test that timed out. */
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

/** Loads flows once, because the first load leaves things behind for good. */
export async function warmUp(): Promise<void> {
  const appliance = await Appliance.start();
  const rig = await Rig.start(appliance, { nodes: 1 });
  await rig.delivered(1);
  await rig.abandon();
  await appliance.stop();
}

/**
 * Use it at the top of a suite: gives each test an appliance, and afterwards takes down the appliance and the
 * test's rig.
 */
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
