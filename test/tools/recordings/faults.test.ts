import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as liveview from '../../../lib';
import { Replay } from '../../../tools/simulator';
import type { Row, UpdateFrame } from '../../../lib/protocol/frames';
import { complaints, type FlowNode, load, Sink, unload } from '../../support/node-red';
import { Recorder } from '../../support/recorder';
import { SteeredClock } from '../../support/steered-clock';

/**
 * The simulator, recorded with `activelogic-record --distribution Service --distribution 'Local Host' --column
 * name,inbound_bps,connections,int_rtt` while it restarted. The third update was then cut in the middle, the fourth
 * has lost a number, an error frame stands between the two, and the first attempt to come back was answered with 503.
 */
const FILE = path.join(__dirname, 'faults.ndjson');
/** The indexes, from 0, of the updates that are unchanged; three are from the first connection. */
const GOOD = [0, 1, 4, 5, 6, 7];

/** The file's frames, read without the code under test. */
const updates = readFileSync(FILE, 'utf8')
  .split('\n')
  .map((line) => /"from":"system","text":"(\{\\"type\\":\\"update\\".*)"\}$/.exec(line)?.[1])
  .filter((text) => text !== undefined)
  .map((text) => JSON.parse(`"${text}"`) as string);

function update(index: number): UpdateFrame {
  return JSON.parse(updates[index] ?? '') as UpdateFrame;
}

function items(rows: readonly Row[]): object[] {
  return rows.map(([name, inbound_bps, connections, int_rtt, children]) => ({
    name,
    inbound_bps,
    connections,
    int_rtt,
    ...(children === undefined ? {} : { children: items(children as Row[]) }),
  }));
}

const expected = GOOD.map((index) => ({ items: items(update(index).rows), time: update(index).time }));

describe('a recording with faults', () => {
  let clock: SteeredClock;
  let replay: Replay;
  let url: string;

  beforeEach(async () => {
    clock = new SteeredClock();
    replay = new Replay({ file: FILE, port: 0, clock });
    url = await replay.start();
  });
  afterEach(() => replay.stop());

  /** Lets the replay take its next step. */
  async function next(): Promise<void> {
    await clock.untilTimer();
    await clock.advanceToNext();
  }

  it('has the intended faults', () => {
    assert.equal(updates.length, 8);
    const columns = update(3).columns.length;
    assert.throws(() => update(2), SyntaxError);
    assert.deepEqual(
      update(3).rows.map((row) => row.length - columns),
      [1, 0, 1],
    );
    assert(expected.every(({ items }) => items.length === 3));
    assert.deepEqual(replay.summary, {
      url: 'ws://appliance.example:8000/view',
      started: 1_795_821_782_779,
      connections: 2,
      refusals: 1,
      frames: 13,
      length: 3254.963,
    });
  });

  it('comes out of a liveview node as it must', async () => {
    const flow: FlowNode[] = [
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', name: 'Box', url, reconnectMin: 0.01, reconnectMax: 0.01 },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        name: 'Live',
        appliance: 'box',
        distributions: [{ name: 'Service' }, { name: 'Local Host' }],
        filters: [],
        columns: ['name', 'inbound_bps', 'connections', 'int_rtt'],
        expand: true,
        output: 'update',
        shape: 'tree',
        interval: 0,
        autostart: true,
        wires: [['out']],
      },
      { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
      { id: 'failures', type: 'helper', z: 'tab', wires: [] },
    ];
    await load(flow);
    try {
      const [out, failures] = [new Sink('out'), new Sink('failures')];
      const { host } = new URL(url);
      const said = [
        `A frame from ${host} was skipped: the frame is not JSON`,
        `${host} reports: A counter was reset (internal)`,
        `2 frames from ${host} were skipped on a connection that has ended`,
      ];
      const fails = async (index: number): Promise<void> => {
        await next();
        assert.equal((await failures.message(index)).error.message, said[index]);
      };
      const shows = async (index: number): Promise<void> => {
        await next();
        const { payload, liveview } = await out.message(index);
        assert.deepEqual(payload, expected[index]?.items);
        assert.deepEqual(
          [liveview.time, liveview.sequence, liveview.skipped],
          // Two unreadable frames come before the third update.
          [expected[index]?.time, index + 1, index === 2 ? 2 : 0],
        );
      };
      await next(); // the catalogue
      await shows(0);
      await shows(1);
      await fails(0);
      await fails(1);
      await next(); // the update that lacks a number
      await shows(2);
      await fails(2); // the end of the connection, and the refusal
      await next(); // the catalogue
      await shows(3);
      await shows(4);
      await shows(5);
      assert.equal(replay.upgradeCount, 3);
      assert.deepEqual([out.messages.length, failures.messages.length], [expected.length, said.length]);
      // One warning for the lost appliance. The refusal belongs to the same outage.
      assert.deepEqual(complaints(), [`${host} ended the connection (1012 upgrade)`]);
    } finally {
      await unload();
    }
  });

  it('comes out of the library as it must', async () => {
    const reports = new Recorder<string>();
    const view = new liveview.View(url, true, {
      onReport: (error) => {
        reports.add(error.message);
      },
    });
    view.addDistributions(
      new liveview.ViewDistribution('Service'),
      new liveview.ViewDistribution('Local Host'),
    );
    view.addColumns('name', 'inbound_bps', 'connections', 'int_rtt').expandByDefault(true);
    const connected = view.connect();
    await next(); // the catalogue
    await connected;
    const shows = async (index: number): Promise<void> => {
      const arrived = view.waitForUpdate();
      await next();
      assert.deepEqual(await arrived, expected[index]?.items);
    };
    const reported = (text: string): Promise<string> =>
      reports.waitFor(text, (report) => report.includes(text));
    await shows(0);
    await shows(1);
    const third = shows(2); // only a waiting reader makes the session read the cut frame
    await reported('is not JSON');
    await next();
    await reported('A counter was reset');
    await next(); // the update that lacks a number
    await next();
    await third;
    const over = assert.rejects(view.waitForUpdate(), { code: 'ended', message: /\(1012 upgrade\)$/ });
    await next();
    await over;
    const { host } = new URL(url);
    assert.deepEqual(reports.all, [
      `A frame from ${host} was skipped: the frame is not JSON`,
      `${host} reports: A counter was reset (internal)`,
      `2 frames from ${host} were skipped on a connection that has ended`,
    ]);
  });
});
