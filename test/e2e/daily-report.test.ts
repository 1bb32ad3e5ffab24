import assert from 'node:assert/strict';
import type { UpdateFrame } from '../../lib/protocol/frames';
import { readExample } from '../../scripts/demo/example';
import type { Comms } from '../support/comms';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { repeatUpdate, tellingUpdates } from '../support/repeated-update';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';
import { ScriptedSystem } from '../support/scripted-system';
import { SteppedClock } from '../support/stepped-clock';
import { within } from '../support/within';

/** Set as the example's comment says, so that the sidebar shows the whole report. */
const SETTINGS = { contextStorage: { default: { module: 'localfilesystem' } }, debugMaxLength: 100_000 };
const TICKS = 60;

/** A report, by its headings. */
interface Report {
  since: string;
  updates: number;
  busiest: string[];
  worst: string[];
  dropped: string[];
  alarms: string[];
  raised: number;
}

/** Makes minutes pass in seconds. */
function faster(node: FlowNode): FlowNode {
  return node.interval === 60 ? { ...node, interval: 1 } : node;
}

function readReport(text: string): Report {
  const [, since = '', updates = ''] = /^ActiveLogic from (.+) to .+, (\d+) updates$/m.exec(text) ?? [];
  const under = (heading: string): string[] => {
    const [, lines = ''] = new RegExp(`^${heading}.*\n((?:  .*\n)*)`, 'm').exec(text) ?? [];
    return lines.split('\n').flatMap((line) => (line === '' ? [] : [line.trim()]));
  };
  return {
    since,
    updates: Number(updates),
    busiest: under('Busiest'),
    worst: under('Worst'),
    dropped: under('Most'),
    alarms: under('Alarms'),
    raised: Number(/^Alarms: (\d+)$/m.exec(text)?.[1]),
  };
}

/** Presses a button until the report matches. */
function reportWhen(
  what: string,
  comms: Comms,
  press: () => Promise<void>,
  matches: (report: Report) => boolean,
): Promise<Report> {
  let last = '';
  const ask = async (): Promise<Report> => {
    for (;;) {
      const shown = comms.debug.waitForNext('a report', ({ name }) => name?.startsWith('Report') === true);
      await press();
      last = (await shown).msg;
      const report = readReport(last);
      if (matches(report)) return report;
    }
  };
  return within(30, ask(), () => `${what}; the last was:\n${last}`);
}

describe('the example daily-report, running', function () {
  this.timeout(120_000);
  // The alert counts the appliance's seconds; a tick is one of them.
  const clock = new SteppedClock(Date.now());
  const running = new RunningExample('daily-report', { hosts: 40, interval: 0, clock });
  const shown: UpdateFrame[] = [];
  let report: Report;

  before(async () => {
    await running.start({ edit: faster, settings: SETTINGS });
    const { simulator } = running;
    await simulator.waitForViews(1);
    simulator.disturb({
      drops: { share: 0.2, service: 'QUIC' },
      quality: { level: 0.8, service: 'HLS' },
    });
    const look = (): void => {
      shown.push(simulator.snapshot({ distributions: [{ name: 'Service' }], filters: [], expand: true }));
    };
    look();
    await new Promise<void>((resolve) => {
      const ticks = setInterval(() => {
        clock.step(1000);
        simulator.tick();
        look();
        if (shown.length <= TICKS) return;
        clearInterval(ticks);
        resolve();
      }, 100);
    });
    report = await reportWhen('all updates', running.comms, sendNow, ({ updates, alarms }) => {
      return updates === shown.length && alarms.length > 0;
    });
  });
  after(() => running.stop());

  function sendNow(): Promise<void> {
    return running.press('Send now');
  }

  /** A service's values in all updates, 0 where it was absent. */
  function valuesOf(service: string, column: string): number[] {
    return shown.map(({ columns, rows }) => {
      const row = rows.find(([name]) => name === service);
      return Number(row?.[columns.indexOf(column)] ?? 0);
    });
  }

  function sumOf(service: string, ...columns: string[]): number {
    return columns.flatMap((column) => valuesOf(service, column)).reduce((sum, value) => sum + value, 0);
  }

  const services = (): string[] => [...new Set(shown.flatMap(({ rows }) => rows.map(([name]) => name)))];
  const mbit = (service: string, ...columns: string[]): number =>
    sumOf(service, ...columns) / shown.length / 1e6;

  it('has the busiest services, with their mean bandwidths', () => {
    const busiest = services()
      .sort((a, b) => mbit(b, 'inbound_bps', 'outbound_bps') - mbit(a, 'inbound_bps', 'outbound_bps'))
      .slice(0, 10)
      .map(
        (service) =>
          `${service}: ${mbit(service, 'inbound_bps').toFixed(2)} Mbit/s in, ${mbit(service, 'outbound_bps').toFixed(2)} Mbit/s out`,
      );
    assert.equal(busiest.length, 10);
    assert.deepEqual(report.busiest, busiest);
  });

  it('has the worst quality first', () => {
    const [, service, quality] =
      /^(\w+): ([\d.]+) at \d{4}-\d\d-\d\d \d\d:\d\d$/.exec(report.worst[0] ?? '') ?? [];
    assert.equal(service, 'HLS');
    const columns = ['in_int_quality', 'in_ext_quality', 'out_int_quality', 'out_ext_quality'];
    const lowest = Math.min(
      ...columns.flatMap((column) => valuesOf('HLS', column)).filter((value) => value > 0),
    );
    assert.ok(Number(quality) >= lowest - 0.001 && Number(quality) < lowest + 0.05, `${quality}, ${lowest}`);
    assert.deepEqual([...report.worst].map(qualityOf), [...report.worst].map(qualityOf).sort());
  });

  it('has what shaping dropped', () => {
    const drops = sumOf('QUIC', 'in_shapingdrops', 'out_shapingdrops');
    const total = sumOf('QUIC', 'in_shapingtotal', 'out_shapingtotal');
    assert.equal(report.dropped[0], `QUIC: ${((100 * drops) / total).toFixed(2)} %, ${drops} packets`);
  });

  it('has the alarms of the day', () => {
    const raised = report.alarms.filter((text) => text.includes(' Drops over 5 % (Warning): QUIC on '));
    assert.equal(raised.length, 1, report.alarms.join('\n'));
    assert.ok(report.raised >= 1);
  });

  it('continues after a restart, if the context is on disk', async () => {
    await running.nodeRed.signal('SIGINT');
    await running.startNodeRedAgain();
    // The view starts with the update that it showed last.
    const after = await reportWhen(
      'the same',
      running.comms,
      sendNow,
      ({ updates }) => updates > shown.length,
    );
    assert.equal(after.updates, shown.length + 1);
    assert.equal(after.since, report.since);
    assert.deepEqual(after.alarms.slice(0, report.alarms.length), report.alarms);
  });

  it('starts again after the report of the day', async () => {
    const daily = await reportWhen(
      'the report of the day',
      running.comms,
      () => running.press('Every day at 7'),
      () => true,
    );
    assert.equal(daily.updates, shown.length + 1);
    const next = await reportWhen('an empty one', running.comms, sendNow, () => true);
    assert.deepEqual([next.updates, next.raised, next.busiest, next.alarms], [0, 0, [], []]);
    running.simulator.tick();
    await reportWhen('the next day', running.comms, sendNow, ({ updates }) => updates === 1);
  });
});

describe('a repeated update, in the example daily-report', function () {
  this.timeout(120_000);
  const running = new RunningExample('daily-report', { hosts: 4, interval: 0 });
  before(() =>
    running.start({
      edit: (node) => (node.interval === 60 ? tellingUpdates(node) : node),
      settings: SETTINGS,
    }),
  );
  after(() => running.stop());

  it('counts once', async () => {
    await repeatUpdate(running.nodeRed, running.comms);
    running.simulator.tick();
    const press = (): Promise<void> => running.press('Send now');
    const { updates } = await reportWhen('two', running.comms, press, (report) => report.updates > 1);
    assert.equal(updates, 2);
  });
});

function qualityOf(line: string): string {
  return /: ([\d.]+) at/.exec(line)?.[1] ?? '';
}

describe('names without end, in the example daily-report', function () {
  this.timeout(120_000);
  const NAMES = 1500;
  let system: ScriptedSystem;
  let nodeRed: NodeRed;

  before(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        const rows = Array.from({ length: NAMES }, (_, index) => [`a\nb ${index}`, 1e6, null]);
        peer.update(rows);
      });
    };
    const nodes = readExample(ROOT, 'daily-report', system.port).map(faster);
    nodeRed = await NodeRed.start(nodes, undefined, { settings: SETTINGS });
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  it('are together from 1000 on, and are on a line each', async () => {
    const comms = await nodeRed.comms();
    const button = readExample(ROOT, 'daily-report', 1).find(({ name }) => name === 'Send now');
    const press = (): Promise<void> => nodeRed.inject(String(button?.id));
    const { busiest } = await reportWhen('an update', comms, press, ({ updates }) => updates > 0);
    assert.equal(busiest.length, 10);
    assert.equal(busiest[0], `others: ${(NAMES - 1000).toFixed(2)} Mbit/s in, 0.00 Mbit/s out`);
    assert.equal(busiest[1], 'a b 0: 1.00 Mbit/s in, 0.00 Mbit/s out');
  });
});
