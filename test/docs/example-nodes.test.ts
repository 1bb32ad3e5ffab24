import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { readPackagedExample } from '../../scripts/demo/example';
import { ROOT } from '../support/root';

/** The part of Node-RED's util that evaluates expressions. */
interface Util {
  prepareJSONataExpression(expression: string, node: object): unknown;
  evaluateJSONataExpression(
    prepared: unknown,
    message: object,
    done: (error: Error | null, value: unknown) => void,
  ): void;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it comes without types
const { util } = require('@node-red/util') as { util: Util };

/** The nodes of an example's flow, each run by itself, with the flow's context between them. */
class ExampleFlow {
  readonly sent: unknown[] = [];
  private readonly flow = new Map<string, unknown>();
  private readonly own = new Map<string, unknown>();
  now = Date.UTC(2026, 0, 1);

  constructor(private readonly example: string) {}

  /** Runs the code of a function node. */
  run(name: string, msg: object): unknown {
    return this.execute(String(this.node(name).func), msg);
  }

  /** Runs the code with which a function node starts. */
  start(name: string): void {
    this.execute(String(this.node(name).initialize), {});
  }

  /** Evaluates an expression of a node. */
  evaluate(expression: unknown, msg: object): Promise<unknown> {
    const prepared = util.prepareJSONataExpression(String(expression), { context: () => undefined });
    return new Promise((resolve, reject) => {
      util.evaluateJSONataExpression(prepared, msg, (error, value) => {
        if (error) reject(new Error(error.message));
        else resolve(JSON.parse(JSON.stringify(value)));
      });
    });
  }

  /** A variable of the flow. */
  kept(key: string): unknown {
    return this.flow.get(key);
  }

  node(name: string): Record<string, unknown> {
    const found = readPackagedExample(ROOT, this.example).find((node) => node.name === name);
    assert.ok(found, name);
    return found;
  }

  private execute(func: string, msg: object): unknown {
    const { now, sent } = this;
    const store = (kept: Map<string, unknown>): object => ({
      get: (key: string) => kept.get(key),
      set: (key: string, value: unknown) => kept.set(key, value),
    });
    const FixedDate = class extends Date {
      constructor(...time: [number | string] | []) {
        super(...((time.length === 0 ? [now] : time) as [number]));
      }
      static override now(): number {
        return now;
      }
    };
    const result: unknown = runInNewContext(`(() => {${func}\n})()`, {
      msg,
      flow: store(this.flow),
      context: store(this.own),
      node: {
        send: (message: unknown) => sent.push(message),
        error: (text: string) => sent.push({ error: text }),
        warn: (text: string) => sent.push({ warn: text }),
      },
      RED: { util: { generateId: () => String(sent.length) } },
      Date: FixedDate,
    });
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  }
}

const FIELDS = ['in.shapingdrops', 'in.shapingtotal', 'out.shapingdrops', 'out.shapingtotal'];

describe('the example daily-report', () => {
  let example: ExampleFlow;
  beforeEach(() => {
    example = new ExampleFlow('daily-report');
  });

  let update = 0;
  function minute(counter: string, ...items: object[]): void {
    update += 60;
    again(counter, ...items);
  }

  /** Another message with the last update's number. */
  function again(counter: string, ...items: object[]): void {
    const fields = Object.fromEntries(FIELDS.map((key) => [key, { counter }]));
    const liveview = { node: 'a', connection: 1, update, updates: 60, fields };
    example.run('Add to the day', { payload: items, liveview });
  }

  function report(reset = false): Record<string, unknown> {
    return (example.run('Report', { reset }) as { payload: Record<string, unknown> }).payload;
  }

  const counted = (drops: number | string | null, total: unknown): object => ({
    ...{ name: 'QUIC', inbound: 1e6, outbound: 0 },
    ...{ 'in.shapingdrops': drops, 'in.shapingtotal': total },
  });

  it('adds up what counters since the start have grown, also over a start of theirs and the end of a day', () => {
    for (const total of [1000, 1100, 1300, 50]) minute('total', counted(total / 10, total));
    assert.deepEqual(report(true).dropped, [{ name: 'QUIC', drops: 35, percent: '10.00' }]);
    minute('total', counted(15, 100));
    assert.deepEqual(report().dropped, [{ name: 'QUIC', drops: 10, percent: '20.00' }]);
  });

  it('adds up what counters per update have counted', () => {
    for (const total of [1000, 1100]) minute('update', counted(total / 10, total));
    assert.deepEqual(report().dropped, [{ name: 'QUIC', drops: 210, percent: '10.00' }]);
  });

  it('counts a repeated update once, also after the report of the day', () => {
    minute('update', counted(5, 100));
    again('update', counted(5, 100));
    assert.deepEqual(report(true).dropped, [{ name: 'QUIC', drops: 5, percent: '5.00' }]);
    again('update', counted(5, 100));
    assert.deepEqual([report().updates, report().dropped], [0, []]);
  });

  it('leaves out texts among numbers', () => {
    minute('update', counted(5, 100));
    const text = { inbound: 'much', outbound: 'much', 'in.int.quality': 'bad', 'in.ext.quality': 0.8 };
    minute('update', { ...counted('=2', 'many'), ...text });
    const { busiest, worst, dropped } = report() as { busiest: unknown; worst: object[]; dropped: unknown };
    assert.deepEqual(busiest, [{ name: 'QUIC', in: '0.50', out: '0.00' }]);
    assert.deepEqual(dropped, [{ name: 'QUIC', drops: 5, percent: '5.00' }]);
    assert.deepEqual(
      worst.map((each) => ({ ...each, at: '' })),
      [{ name: 'QUIC', quality: '0.800', at: '' }],
    );
  });

  it('lists drops of which the total is not known', () => {
    minute('update', counted(5, null));
    assert.deepEqual(report().dropped, [{ name: 'QUIC', drops: 5, percent: '?' }]);
  });

  it('does not cut a character in two', () => {
    minute('update', { ...counted(0, 0), name: `${'a'.repeat(119)}😀` });
    const [busiest] = report().busiest as { name: string }[];
    assert.equal(busiest?.name, `${'a'.repeat(119)} `);
  });
});

describe('the example alertmanager', () => {
  const HOUR = 3_600_000;
  const alarm = { id: 'a', name: 'Drops', severity: 'warning', appliance: 'Box', path: ['QUIC'], text: '' };

  function sent(example: ExampleFlow): Record<string, string> | undefined {
    const { payload } = example.run('All alerts', {}) as { payload: Record<string, string>[] };
    return payload[0];
  }

  it('starts and ends no alert in the future after the clock was set back', () => {
    const example = new ExampleFlow('alertmanager');
    const since = example.now + HOUR;
    const time = new Date(example.now).toISOString();
    example.now = since;
    example.run('Keep', { payload: { ...alarm, state: 'raised', since } });
    example.now -= HOUR;
    assert.equal(sent(example)?.startsAt, time);
    example.run('Keep', { payload: { ...alarm, state: 'cleared', since, until: since + 1000 } });
    assert.deepEqual([sent(example)?.startsAt, sent(example)?.endsAt], [time, time]);
    example.now += HOUR;
    sent(example);
    assert.equal(example.run('All alerts', {}), null);
  });

  it('keeps the times that have passed', () => {
    const example = new ExampleFlow('alertmanager');
    const since = example.now - HOUR;
    example.run('Keep', { payload: { ...alarm, state: 'cleared', since, until: since + 1000 } });
    const { startsAt, endsAt } = sent(example) ?? {};
    assert.deepEqual(
      [startsAt, endsAt].map((time) => Date.parse(String(time))),
      [since, since + 1000],
    );
  });
});

describe('the example live-dashboard', () => {
  const example = new ExampleFlow('live-dashboard');
  const rule = (name: string): unknown => (example.node(name).rules as { to: unknown }[])[0]?.to;

  it('lists an alarm of which the value is not known', async () => {
    const payload = [
      { path: ['a'], values: { percent: 5.5 }, since: 1 },
      { path: ['b'], values: { percent: null }, since: 2 },
    ];
    assert.deepEqual(await example.evaluate(rule('Alarm rows'), { payload }), [
      { service: 'a', share: '5.5', since: 1 },
      { service: 'b', share: '–', since: 2 },
    ]);
  });

  for (const value of ['text', null]) {
    const columns = ['inbound', 'outbound', 'connections', 'in.shapingtotal', 'in.shapingdrops'];
    const more = ['in.shapingavg.latency', 'in.int.quality', 'ext.rtt'];
    const payload = [
      { name: 'a', ...Object.fromEntries([...columns, ...more].map((column) => [column, value])) },
      { name: 'b', inbound: 1e6, outbound: 1e6, connections: 1, 'in.shapingtotal': 4, 'in.shapingdrops': 1 },
    ];

    it(`shows the other items if one has ${String(value)} for every number`, async () => {
      const rows = (await example.evaluate(rule('Table rows'), { payload })) as Record<string, unknown>[];
      assert.deepEqual(
        rows.map(({ name, inbound, drops }) => ({ name, inbound, drops })),
        [
          { name: 'a', inbound: '–', drops: '–' },
          { name: 'b', inbound: '1.0', drops: '25.0' },
        ],
      );
      for (const [name, shown] of [
        ['Inbound', '1.0 Mbit/s'],
        ['Outbound', '1.0 Mbit/s'],
        ['Connections', '1'],
        ['Shaping drops', 25],
        ['Worst latency', 0],
        ['Worst quality', 100],
      ] as const)
        assert.equal(await example.evaluate(example.node(name).value, { payload }), shown, name);
    });
  }

  it('draws a repeated update once, and each view by itself', () => {
    const chart = new ExampleFlow('live-dashboard');
    chart.start('Six lines');
    const draw = (connection: number, update: number, filters: object[] = []): unknown =>
      chart.run('Six lines', {
        payload: [{ name: 'HTTP', inbound: 1e6 }],
        liveview: { received: chart.now + update, filters, connection, update },
      });
    assert.notEqual(draw(1, 1), null);
    assert.equal(draw(1, 1), null);
    assert.deepEqual(draw(1, 2), { payload: [{ service: 'HTTP', time: chart.now + 2, mbps: 1 }] });
    assert.notEqual(draw(2, 2), null);
  });

  let dashboard: ExampleFlow;
  beforeEach(() => {
    dashboard = new ExampleFlow('live-dashboard');
    dashboard.start('Live or blind?');
  });

  function look(msg: object): boolean {
    return (dashboard.run('Live or blind?', msg) as { payload: { live: boolean } }).payload.live;
  }

  it('stays blind although an update that waited comes after the connection was lost', () => {
    const status = (fill: string, text = ''): object => ({ status: { fill, text, source: { id: 'a' } } });
    assert.equal(look({ liveview: { node: 'a' } }), true);
    assert.equal(look(status('red', 'disconnected: gone')), false);
    assert.equal(look({ liveview: { node: 'a' } }), false);
    assert.equal(look(status('yellow')), false);
    assert.equal(look(status('green')), true);
  });

  it('is blind to a silent view although the clock was set back', () => {
    assert.equal(look({ liveview: { node: 'a' } }), true);
    dashboard.now -= 60_000;
    assert.equal(look({}), false);
    assert.equal(look({ liveview: { node: 'a' } }), true);
  });
});

describe('the example openmetrics', () => {
  let example: ExampleFlow;
  beforeEach(() => {
    example = new ExampleFlow('openmetrics');
  });

  function count(update: number, updates: number): void {
    const { now: received } = example;
    const view = { node: 'a', applianceId: 'b', appliance: 'Box', distributions: [{ name: 'Service' }] };
    const liveview = {
      ...view,
      filters: [],
      fields: {},
      connection: 1,
      update,
      updates,
      received,
      skipped: 0,
    };
    example.run('Count', { payload: [], liveview });
  }

  function valueOf(name: string): unknown {
    const { payload } = example.run('Samples', {}) as {
      payload: { name: string; samples: { value: number }[] }[];
    };
    return payload.find((family) => family.name === name)?.samples[0]?.value;
  }

  it('counts every update if an interval combines several', () => {
    assert.equal(example.node('Services').over, 'interval');
    count(5, 5);
    count(15, 10);
    assert.equal(valueOf('activelogic_updates'), 15);
  });

  it('is not up while a view is silent although the clock was set back', () => {
    count(1, 1);
    assert.equal(valueOf('activelogic_up'), 1);
    example.now -= 3_600_000;
    assert.equal(valueOf('activelogic_up'), 0);
  });
});

describe('the example alarm-to-anywhere', () => {
  const alarm = (id: string, state: string): object => ({
    payload: { id, state, text: '😀'.repeat(2000), since: 0, appliance: '' },
  });

  it('acknowledges the newest of the alarms that are active', () => {
    const example = new ExampleFlow('alarm-to-anywhere');
    const press = (): unknown => example.run('Its id', {});
    for (const id of ['a', 'b', 'c']) example.run('PagerDuty event', alarm(id, 'raised'));
    example.run('PagerDuty event', alarm('a', 'reminder'));
    example.run('PagerDuty event', alarm('view', 'nodata'));
    assert.deepEqual(press(), { ack: 'c' });
    example.run('PagerDuty event', { ack: 'c' });
    assert.deepEqual(press(), { ack: 'c' });
    example.run('PagerDuty event', alarm('c', 'cleared'));
    assert.deepEqual(press(), { ack: 'b' });
    // After a restart without its store, the alert node raises again what still holds.
    example.run('PagerDuty event', alarm('a', 'raised'));
    assert.deepEqual(press(), { ack: 'a' });
    for (const id of ['a', 'b']) example.run('PagerDuty event', alarm(id, 'gone'));
    assert.deepEqual(example.sent, []);
    assert.equal(press(), null);
    assert.deepEqual(example.sent, [{ warn: 'No alarm is active: there is nothing to acknowledge' }]);
  });

  it('sends PagerDuty nothing without a key, and no half characters', () => {
    const example = new ExampleFlow('alarm-to-anywhere');
    assert.equal(example.run('PagerDuty event', {}), null);
    assert.equal(example.run('PagerDuty event', { payload: 'text' }), null);
    const { payload } = example.run('PagerDuty event', alarm('a', 'raised')) as {
      payload: { payload: { summary: string; source: string } };
    };
    assert.equal(payload.payload.summary, '😀'.repeat(1024));
    assert.equal(payload.payload.source, 'ActiveLogic');
  });

  it('sends a waiting message again although the clock was set back', () => {
    const example = new ExampleFlow('alarm-to-anywhere');
    example.run('Waiting line', { channel: 'slack', payload: {} });
    const [{ ticket }] = example.sent as [{ ticket: string }];
    example.run('Waiting line', { step: 'later', channel: 'slack', ticket, wait: 30 });
    example.run('Waiting line', { step: 'look' });
    assert.equal(example.sent.length, 1);
    example.now -= 3_600_000;
    example.run('Waiting line', { step: 'look' });
    assert.equal(example.sent.length, 2);
  });
});

describe('the example alarm-by-mail', () => {
  let example: ExampleFlow;
  beforeEach(() => {
    example = new ExampleFlow('alarm-by-mail');
  });

  interface Mail {
    payload: { text: string }[];
    ticket?: string;
  }

  function happens(text: string): void {
    example.run('Gather', { payload: [{ state: 'raised', text }] });
  }

  /** What the next mail says, and its ticket. */
  function look(): { texts: string[]; ticket: string | undefined } {
    const before = example.sent.length;
    example.run('Gather', { step: 'look' });
    const [mail] = example.sent.slice(before) as Mail[];
    return { texts: Array.from(mail?.payload ?? [], ({ text }) => text), ticket: mail?.ticket };
  }

  it('keeps what only a later mail has when the answer of an earlier one comes late', () => {
    for (const late of [
      // The clock was set, or a mail server was slow.
      (): number => (example.now += 3_600_000),
      // A deploy of this node alone.
      (): void => {
        example.start('Gather');
      },
    ]) {
      example = new ExampleFlow('alarm-by-mail');
      happens('a');
      const first = look();
      happens('b');
      late();
      const second = look();
      assert.deepEqual([first.texts, second.texts], [['a'], ['a', 'b']]);
      example.run('Gather', { step: 'sent', ticket: first.ticket });
      example.run('Gather', { step: 'failed', ticket: second.ticket });
      example.now += 60_000;
      const third = look();
      assert.ok(third.texts.includes('b'));
      happens('c');
      example.run('Gather', { step: 'sent', ticket: third.ticket });
      example.now += 60_000;
      assert.deepEqual(look().texts, ['c']);
    }
  });

  it('sends the next mail although the clock was set back', () => {
    happens('a');
    const { ticket } = look();
    example.run('Gather', { step: 'sent', ticket });
    happens('a');
    example.run('Gather', { step: 'look' });
    assert.equal(example.sent.length, 1);
    example.now -= 3_600_000;
    example.run('Gather', { step: 'look' });
    assert.equal(example.sent.length, 2);
  });
});

describe('the example many-appliances', () => {
  let example: ExampleFlow;
  beforeEach(() => {
    example = new ExampleFlow('many-appliances');
    example.start('Keep the latest');
  });

  const update = (): object => ({
    payload: [{ name: 'HTTP' }],
    topic: 'North',
    liveview: { node: 'a', received: example.now },
  });
  const status = (state: string, reason?: string): object => ({
    ...{ payload: [], state, reason },
    status: { source: { id: 'a', name: 'North' } },
  });

  /** What the page would show after a message, once the appliances are known. */
  function after(msg: object): [string, number] {
    example.run('Keep the latest', msg);
    const { state, rows } = (example.kept('appliances') as Record<string, { state: string; rows: [] }>).a ?? {
      state: 'unknown',
      rows: [],
    };
    return [state, rows.length];
  }

  it('has an appliance up from its first update, or when its status says so', () => {
    assert.deepEqual(after(update()), ['up', 1]);
    assert.deepEqual(after(status('down', 'gone')), ['down', 0]);
    assert.deepEqual(after(status('connecting')), ['down', 0]);
    assert.deepEqual(after(status('up')), ['up', 0]);
    assert.deepEqual(after(update()), ['up', 1]);
  });

  it('has it down although an update that waited comes after the connection was lost', () => {
    after(update());
    after(status('down', 'gone'));
    assert.equal(after(update())[0], 'down');
    assert.deepEqual(after(status('up')), ['up', 1]);
  });

  it('has it connecting after a deploy, until its status says more', () => {
    after(update());
    assert.deepEqual(after(status('connecting')), ['connecting', 0]);
    assert.equal(after(update())[0], 'connecting');
    assert.equal(after(status('down', 'gone'))[0], 'down');
  });

  it('has no sign of life in an update that a deploy has repeated', () => {
    after(update());
    const repeat = update();
    example.now += 60_000;
    after(repeat);
    const { a } = example.kept('appliances') as Record<string, { seen: number }>;
    assert.equal(a?.seen, example.now - 60_000);
  });
});

describe('the example influxdb', () => {
  const [AGAIN, GIVEN_UP, DROPPED] = ['again', 'given up', 'dropped'];

  /** What happens to a message that was received a number of minutes ago. */
  function outcome(failure: object | undefined, minutes = 1): string {
    const example = new ExampleFlow('influxdb');
    const received = example.now - minutes * 60_000;
    const msg = { error: { message: 'why' }, influx_error: failure, liveview: { received } };
    const outputs = example.run('Can it be written?', msg) as (object | null)[] | null;
    assert.deepEqual(example.sent, outputs ? [] : [{ warn: 'Dropped what InfluxDB refuses: why' }]);
    if (!outputs) return DROPPED;
    return outputs[0] ? AGAIN : GIVEN_UP;
  }

  for (const [version, make] of [
    ['1.x', (status: number): object => ({ statusCode: status })],
    ['2.x', (status: number): object => ({ errorMessage: { statusCode: status } })],
  ] as const)
    it(`tries again what an InfluxDB ${version} can still accept, and drops the rest`, () => {
      for (const status of [401, 403, 404, 429, 500, 503])
        assert.equal(outcome(make(status)), AGAIN, String(status));
      for (const status of [400, 413, 422]) assert.equal(outcome(make(status)), DROPPED, String(status));
    });

  it('tries again without an answer, for eleven minutes', () => {
    for (const failure of [undefined, { errorMessage: { code: 'ECONNREFUSED' } }]) {
      assert.equal(outcome(failure, 10), AGAIN);
      assert.equal(outcome(failure, 11), GIVEN_UP);
    }
  });
});
