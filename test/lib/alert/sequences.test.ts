import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Alert, type Notice } from '../../../lib/alert/alert';
import { clearsOnWrongSide, MATCHES, MEASURES, OPS } from '../../../lib/alert/condition';
import type { AlertRules } from '../../../lib/alert/rules';
import { readConditions } from '../../../lib/alert/read-settings';
import type { Moment } from '../../../lib/alert/source';
import { OUTPUTS, SHAPES } from '../../../nodes/liveview/settings';
import { messagesOf } from './messages';
import { type Column, KINDS, Oracle, type Values } from './oracle';
import { keyOf, Receiver, type Scope } from './receiver';
import type { Message } from './stage';

const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_101);

/** A nameless level, names that look like numbers, and one that a database would clean: what loses a path elsewhere. */
const PATHS = [
  ['', 'Web'],
  ['Web', ''],
  ['2', '1'],
  ['1', '2'],
  ['a\n', 'x'],
] as const;
const FIELDS = Object.fromEntries(
  Object.entries(KINDS).map(([key, counter]) => [key, counter === undefined ? {} : { counter }]),
);

/** The appliance's clock. All but the first two are to be left aside. */
const CLOCKS = ['exact', 'late', 'none', 'still', 'zero', 'backwards', 'stepped'] as const;
type ApplianceClock = (typeof CLOCKS)[number];

/** Few and close, so that levels are crossed, met and missed. */
const value = fc.option(fc.integer({ min: 0, max: 8 }), { nil: null });
const item = fc.record({
  path: fc.integer({ min: 0, max: PATHS.length - 1 }),
  gauge: value,
  each: value,
  total: value,
});
const items = fc.uniqueArray(item, { selector: ({ path }) => path, maxLength: 4 });
const update = fc.record({
  kind: fc.constant('update' as const),
  items,
  /** Updates left out before it, combined into it, and invalid ones in between, which nothing but the number tells of. */
  skipped: fc.constantFrom(0, 0, 0, 0, 1, 3),
  combined: fc.constantFrom(1, 1, 1, 1, 4),
  invalid: fc.constantFrom(0, 0, 0, 0, 0, 1),
  /** Usual intervals that it waits on the way, if the clock allows it. */
  delay: fc.constantFrom(0, 0, 0, 2, 9),
  jitter: fc.integer({ min: -4, max: 4 }),
  /** ms by which the appliance's clock is set, in a scene with such a clock. */
  set: fc.constantFrom(0, 0, 0, -0.95, 0.6, 200),
});
const other = fc.constantFrom(
  ...(['repeat', 'reconnect', 'deploy', 'restart', 'view', 'silent', 'twice'] as const).map((kind) => ({
    kind,
  })),
);
const path = fc.integer({ min: 0, max: PATHS.length - 1 });
const command = fc.oneof(
  fc.record({
    kind: fc.constant('silence' as const),
    path,
    scope: fc.constantFrom('all', 'all', 'branch', 'item', 'alarm'),
    /** Usual intervals. */
    for: fc.constantFrom(0.5, 1.5, 1.5, 3.5, 20),
  }),
  fc.record({ kind: fc.constant('lift' as const) }),
  fc.record({ kind: fc.constant('ack' as const), path }),
);
const step = fc.oneof(
  { weight: 8, arbitrary: update },
  { weight: 1, arbitrary: other },
  { weight: 1, arbitrary: command },
);

/** Growth and shares never meet a level: which side of it a fraction falls on is for its last digit to say. */
const condition = fc
  .record({
    column: fc.constantFrom<Column>('gauge', 'each', 'total'),
    measure: fc.constantFrom(...MEASURES),
    of: fc.constantFrom<Column>('gauge', 'each', 'total'),
    op: fc.constantFrom(...OPS),
    raise: fc.integer({ min: 0, max: 6 }),
    clear: fc.integer({ min: 0, max: 6 }),
  })
  .filter(({ op, raise, clear }) => !clearsOnWrongSide(op, raise, clear))
  .map((each) => {
    const [factor, offset] = { value: [1, 0], rate: [1, 0.123_45], percent: [20, 0.123_45] }[each.measure];
    const move = (level: number): number => level * (factor ?? 1) + (offset ?? 0);
    return { ...each, raise: move(each.raise), clear: move(each.clear) };
  });

const scene = fc.record({
  conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
  match: fc.constantFrom(...MATCHES),
  /** In usual intervals. */
  raiseFor: fc.constantFrom(0, 1, 3),
  clearFor: fc.constantFrom(0, 1, 3),
  goneFor: fc.constantFrom(0, 1, 4),
  remind: fc.constantFrom(0, 1, 3),
  pace: fc.constantFrom(250, 1000, 5000),
  clock: fc.constantFrom<ApplianceClock>(...CLOCKS),
  shape: fc.constantFrom(...SHAPES),
  output: fc.constantFrom(...OUTPUTS),
  steps: fc.array(step, { maxLength: 40 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** Usual intervals without an update until a view is silent. */
const SILENT = 30;

/** An appliance, a liveview node, an alert node and what receives its messages, with the oracles beside them. */
class Stage {
  private readonly rules: AlertRules;
  private readonly oracle: Oracle;
  private readonly receiver: Receiver;
  private alert: Alert<Message>;
  /** ms: when updates are made, and when they arrive. */
  private made = 1_000_000;
  private arrived = 1_000_000;
  private before = { made: 0, arrived: 0 };
  private run = 0;
  private connection = 1;
  private number = 0;
  private view = 0;
  private shift = 0;
  private first = true;
  /** How many updates the process has had: a pace must be known before an update can be late. */
  private known = 0;
  private sent: Message[] = [];
  private twice = false;
  /** The key of the view that is silent. */
  private blind: string | undefined;
  /** When the last update came, ms. */
  private heard = this.arrived;
  /** The view of the last update; nothing yet. */
  private shown = '';
  private silenced = false;
  /** The ids of alarms, by their keys. */
  private readonly ids = new Map<string, string>();
  /** By id: whether its latest event is a start. */
  private readonly open = new Map<string, boolean>();
  private count = 0;

  constructor(private readonly scene: Scene) {
    const { conditions, match, pace } = scene;
    const seconds = (intervals: number): number => (intervals * pace) / 1000;
    this.rules = {
      conditions: readConditions(conditions),
      match,
      level: 'leaf',
      raiseFor: seconds(scene.raiseFor),
      clearFor: seconds(scene.clearFor),
      goneFor: seconds(scene.goneFor),
      noDataFor: seconds(SILENT),
      remind: seconds(scene.remind),
    };
    this.oracle = new Oracle(this.rules);
    this.receiver = new Receiver(scene.remind * pace);
    this.alert = new Alert('alert', this.rules, `run ${this.run}`, this.moment());
  }

  play(step: Scene['steps'][number]): void {
    switch (step.kind) {
      case 'update':
        this.update(step);
        break;
      case 'repeat':
        this.repeat();
        break;
      case 'reconnect':
        this.reconnect();
        break;
      case 'deploy':
        this.start(false);
        break;
      case 'restart':
        this.start(true);
        break;
      case 'view':
        this.view = 1 - this.view;
        this.reconnect();
        break;
      case 'silent':
        this.silent();
        break;
      case 'twice':
        this.twice = !this.twice;
        break;
      case 'silence':
        this.silence(step);
        break;
      case 'lift':
        this.receiver.lift();
        this.compare(this.alert.silence(false, this.moment()), this.receiver.hear(this.arrived));
        break;
      case 'ack':
        this.acknowledge(step.path);
    }
  }

  private update(step: Extract<Scene['steps'][number], { kind: 'update' }>): void {
    const { clock, pace } = this.scene;
    const count = step.invalid + step.skipped + step.combined;
    this.made += pace * count;
    this.number += count;
    const late = clock === 'late' && this.known >= 3 ? step.delay * pace : 0;
    const jitter = clock === 'stepped' || clock === 'late' ? 0 : (step.jitter * pace) / 100;
    // What waits does not overtake.
    this.pass(Math.max(this.arrived, Math.round(this.made + jitter + late)));
    if (clock === 'stepped' && this.known >= 3) this.shift += Math.round(step.set * pace);
    const message = this.message(step.items, { skipped: step.skipped, updates: step.combined });
    const isExact = clock === 'exact' || clock === 'late' || clock === 'stepped';
    const interval = isExact ? this.made - this.before.made : this.arrived - this.before.arrived;
    this.before = { made: this.made, arrived: this.arrived };
    const view = `${this.view}`;
    const changes = this.oracle.update({
      view,
      first: this.first,
      arrived: this.arrived,
      interval: this.first ? 0 : interval,
      updates: step.combined,
      count: this.first ? step.combined : count,
      items: new Map(step.items.map(({ path, ...values }) => [JSON.stringify(PATHS[path]), values])),
    });
    this.first = false;
    this.known++;
    this.sent = message;
    this.heard = this.arrived;
    this.shown = view;
    const { receiver, arrived: now } = this;
    if (this.blind !== undefined) receiver.end(this.blind, 'resumed');
    this.blind = undefined;
    for (const change of changes) {
      const key = keyOf(change.view, JSON.parse(change.path) as string[]);
      if (change.state === 'raised') receiver.begin(key, now);
      else receiver.end(key, change.state);
    }
    for (const each of this.oracle.known) receiver.confirm(keyOf(view, JSON.parse(each) as string[]));
    const expected = [...receiver.hear(now), ...receiver.hearAgain(now)];
    assert.deepEqual(this.send(message).sort(), expected.sort());
    this.check();
  }

  /** Deploys and second wires do it. */
  private repeat(): void {
    assert.deepEqual(this.send(this.sent), []);
  }

  private reconnect(): void {
    this.connection++;
    this.number = 0;
    this.first = true;
  }

  private start(anew: boolean): void {
    // What was late has come by then.
    this.pass(Math.max(this.made, this.arrived));
    this.made = this.arrived;
    const saved = JSON.parse(JSON.stringify(this.alert.save(this.moment()))) as unknown;
    // A clock that never jumps begins somewhere else in another process, and the numbers of connections begin again.
    if (anew) this.run++;
    this.alert = new Alert('alert', this.rules, `run ${this.run}`, this.moment());
    assert(this.alert.restore(saved, this.moment()));
    this.oracle.restart();
    this.receiver.restart();
    this.heard = this.arrived;
    this.known = 0;
    this.first = true;
    if (!anew) {
      this.repeat();
      return;
    }
    this.connection = 1;
    this.number = 0;
    this.sent = [];
  }

  /** Long enough for a view to count as silent. */
  private silent(): void {
    const wait = this.scene.pace * (SILENT + 1);
    this.made += wait;
    this.pass(this.arrived + wait);
    assert.notEqual(this.blind, undefined);
    this.reconnect();
  }

  /** Time goes by, and the clock's events come when they are due. */
  private pass(end: number): void {
    const { pace } = this.scene;
    for (;;) {
      const next = this.alert.next + this.arrived - this.moment().elapsed;
      if (next > end) break;
      this.arrived = Math.max(this.arrived, next);
      if (this.blind === undefined && this.arrived - this.heard >= SILENT * pace) {
        this.blind = keyOf(this.shown, []);
        this.receiver.begin(this.blind, this.arrived);
      }
      this.compare(this.alert.tick(this.moment()), this.receiver.hear(this.arrived));
      assert(this.alert.next > this.moment().elapsed);
    }
    this.arrived = end;
  }

  private silence(step: Extract<Scene['steps'][number], { kind: 'silence' }>): void {
    const [host, service] = PATHS[step.path] ?? ['', ''];
    const key = keyOf(this.shown, [host, service]);
    const id = this.ids.get(key);
    const asked: [object, Scope] | undefined = {
      all: [{}, { path: [] }] as [object, Scope],
      branch: [{ path: [host] }, { path: [host] }] as [object, Scope],
      item: [{ path: [host, service] }, { path: [host, service] }] as [object, Scope],
      alarm: id === undefined ? undefined : ([{ id }, { key }] as [object, Scope]),
    }[step.scope];
    if (!asked) return;
    this.silenced = true;
    const wait = step.for * this.scene.pace;
    const [message, scope] = asked;
    this.receiver.silence(scope, this.arrived + wait);
    const notices = this.alert.silence({ ...message, for: wait / 1000 }, this.moment());
    this.compare(notices, this.receiver.hear(this.arrived));
  }

  private acknowledge(place: number): void {
    const key = keyOf(this.shown, PATHS[place] ?? []);
    const id = this.ids.get(key);
    if (id !== undefined && this.receiver.acknowledge(key)) this.alert.acknowledge(id);
    else
      assert.throws(() => {
        this.alert.acknowledge(id);
      }, /msg\.ack/);
  }

  private compare(notices: readonly Notice<Message>[], expected: string[]): void {
    assert.deepEqual(this.say(notices).sort(), expected.sort());
  }

  private check(): void {
    const { alarms } = this.oracle;
    assert.equal(this.alert.active, alarms.length);
    assert.equal(this.alert.silenced, this.receiver.silenced);
    const listed = this.alert.list(this.moment()).map(({ event }) => keyOf(this.shown, event.alarm.path));
    assert.deepEqual([...listed].sort(), [...this.receiver.listed].sort());
    const sinces = this.alert.list(this.moment()).map(({ event }) => event.alarm.began);
    if (this.scene.clock !== 'late')
      assert.deepEqual(
        sinces,
        [...sinces].sort((a, b) => a - b),
      );
    assert(this.alert.size <= PATHS.length);
  }

  private send(messages: readonly Message[]): string[] {
    return messages.flatMap((message) => {
      const copies = this.twice ? [message, message] : [message];
      return copies.flatMap((copy) => {
        const { notices, error } = this.alert.take(structuredClone(copy), this.moment());
        assert.ifError(error);
        return this.say(notices);
      });
    });
  }

  /** The events. For each id a start and an end follow each other. */
  private say(notices: readonly Notice<Message>[]): string[] {
    return notices.map(({ event: { state, alarm, duration, active, until } }) => {
      assert(duration >= 0);
      const said = `${state} ${JSON.stringify(alarm.path)}`;
      if (state === 'reminder') {
        assert.equal(this.open.get(alarm.id), true);
        return said;
      }
      const isStart = state === 'raised' || state === 'nodata';
      if (isStart) this.ids.set(keyOf(this.shown, alarm.path), alarm.id);
      assert.notEqual(this.open.get(alarm.id) ?? false, isStart, `${state} ${alarm.id}`);
      this.open.set(alarm.id, isStart);
      if (alarm.path.length > 0) this.count += isStart ? 1 : -1;
      // Alarms that are held back are active without an event.
      if (!this.silenced) assert.equal(active, this.count);
      assert.equal(until !== undefined, !isStart);
      return said;
    });
  }

  private message(
    items: readonly ({ path: number } & Values)[],
    more: { skipped: number; updates: number },
  ): Message[] {
    const { shape, output } = this.scene;
    const located = items.map(({ path, ...values }) => ({ path: [...(PATHS[path] ?? [])], values }));
    const time = this.time();
    const liveview = {
      node: 'live',
      appliance: 'Box',
      applianceId: 'box',
      distributions: [{ name: 'Host' }, { name: `Service ${this.view}` }],
      filters: [],
      expand: true,
      fields: FIELDS,
      connection: this.connection,
      update: this.number,
      ...(time === undefined ? {} : { time }),
      received: this.arrived,
      ...more,
    };
    return messagesOf(shape, output, located, liveview);
  }

  private time(): number | undefined {
    const times: Record<ApplianceClock, number | undefined> = {
      exact: this.made,
      late: this.made,
      none: undefined,
      still: 1_000_000,
      zero: this.made / 1e6,
      backwards: 2_000_000 - this.made,
      stepped: this.made + this.shift,
    };
    return times[this.scene.clock];
  }

  private moment(): Moment {
    return { now: this.arrived, elapsed: this.arrived - 900_000 + this.run * 7777 };
  }
}

describe('any sequence of updates', () => {
  it('says what the contract says, in every output and shape', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const stage = new Stage(given);
        for (const step of given.steps) stage.play(step);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }).timeout(60_000 + RUNS * 20);
});
