import assert from 'node:assert/strict';
import { type Stamp, type Step, Timeline } from '../../../lib/alert/timeline';

const START = 1_700_000_000_000;

/** One update: our clock and the appliance's, ms since the start; what else differs from the usual. */
type Row = [ours: number, theirs?: number | undefined, more?: Partial<Stamp>];

function steps(rows: readonly Row[]): Step[] {
  const timeline = new Timeline();
  return rows.map(([ours, theirs, more], index) =>
    timeline.step({
      connection: 1,
      update: index + 1,
      time: theirs === undefined ? undefined : START + theirs,
      received: START + ours,
      dated: true,
      arrived: ours,
      taken: ours,
      updates: 1,
      skipped: 0,
      ...more,
    }),
  );
}

function times(rows: readonly Row[]): number[] {
  return steps(rows).map(({ time }) => time);
}

describe('the time between updates', () => {
  const tables: [string, Row[], number[]][] = [
    [
      'is that of the appliance’s clock',
      [
        [0, 0],
        [900, 1000],
        [2200, 2000],
      ],
      [0, 1000, 1000],
    ],
    [
      'is that of the appliance’s clock in a stall and the burst after it',
      [
        [0, 0],
        [1000, 1000],
        [32_000, 2000],
        [32_001, 3000],
        [32_001, 4000],
        [33_000, 5000],
      ],
      [0, 1000, 1000, 1000, 1000, 1000],
    ],
    ['is that of arrival where the appliance says no time', [[0], [900], [2200]], [0, 900, 1300]],
    [
      'is that of arrival where its clock has whole seconds and updates come more often',
      [
        [0, 0],
        [250, 0],
        [500, 0],
        [750, 0],
        [1000, 1000],
        [1250, 1000],
        [1500, 1000],
      ],
      [0, 250, 250, 250, 250, 250, 250],
    ],
    [
      'is that of arrival where its clock has whole seconds and moves forward with every update',
      [
        [0, 0],
        [1500, 1000],
        [3000, 3000],
        [4500, 4000],
        [6000, 6000],
      ],
      [0, 1000, 1500, 1500, 1500],
    ],
    [
      'is that of arrival where its clock stands still',
      [
        [0, 5],
        [1000, 5],
        [2000, 5],
      ],
      [0, 1000, 1000],
    ],
    [
      'is that of arrival where its clock runs backwards',
      [
        [0, 0],
        [1000, -1000],
        [2000, -2000],
      ],
      [0, 1000, 1000],
    ],
    [
      'is that of arrival where its clock is not set',
      [
        [0, -START],
        [1000, 100 - START],
        [2000, 200 - START],
      ],
      [0, 1000, 1000],
    ],
    [
      'is that of arrival where its clock is more than minutes away',
      [
        [0, 400_000],
        [1000, 401_500],
        [2000, 403_000],
      ],
      [0, 1000, 1000],
    ],
    [
      'is that of arrival where its clock is set by a little',
      [
        [0, 0],
        [1000, 1000],
        [2000, 1050],
        [3000, 2050],
      ],
      [0, 1000, 1000, 1000],
    ],
    [
      'is that of arrival where its clock is set by minutes',
      [
        [0, 0],
        [1000, 1000],
        [2000, 242_000],
        [3000, 243_000],
      ],
      [0, 1000, 1000, 1000],
    ],
    [
      'is the usual one for a first interval that clocks disagree about',
      [
        [0, 0],
        [250, 1000],
        [500, 1000],
      ],
      [0, 250, 250],
    ],
    [
      'is that of arrival where our clock was set forward while an update waited',
      [[0], [1000], [2000 - 240_000, undefined, { taken: 2010 }], [3000]],
      [0, 1000, 1010, 990],
    ],
    [
      'is that of arrival where our clock was set back while an update waited',
      [[0], [1000], [2000 + 240_000, undefined, { taken: 2010 }], [3000]],
      [0, 1000, 1010, 990],
    ],
    [
      'is that of a sender’s clock that is ahead of ours, also in a burst',
      [
        [7000, undefined, { taken: 0 }],
        [8000, undefined, { taken: 1000 }],
        [9000, undefined, { taken: 5000 }],
        [10_000, undefined, { taken: 5000 }],
      ],
      [0, 1000, 1000, 1000],
    ],
    [
      'is that of waiting where a sender’s clock was set back',
      [
        [0],
        [1000],
        [2000 - 240_000, undefined, { taken: 2000 }],
        [3000 - 240_000, undefined, { taken: 3000 }],
      ],
      [0, 1000, 1000, 1000],
    ],
    [
      'is that of arrival where updates waited and arrived in one millisecond',
      [[0], [1000], [2000, undefined, { taken: 5000 }], [1999.5, undefined, { taken: 9000 }], [3000]],
      [0, 1000, 1000, 0, 1000.5],
    ],
    [
      'is none over another connection',
      [
        [0, 0],
        [1000, 1000],
        [9000, 9000, { connection: 2 }],
      ],
      [0, 1000, 0],
    ],
    [
      'is none where the updates’ numbers begin again',
      [
        [0, 0],
        [1000, 1000],
        [9000, 9000, { update: 1 }],
      ],
      [0, 1000, 0],
    ],
    [
      'is that of all updates that were left out',
      [
        [0, 0],
        [1000, 1000],
        [4000, 4000, { update: 5, skipped: 2 }],
      ],
      [0, 1000, 3000],
    ],
  ];
  for (const [name, rows, expected] of tables) {
    it(name, () => {
      assert.deepEqual(times(rows), expected);
    });
  }

  it('says how much of it a counter per update covers', () => {
    const covered = steps([
      [0, 0],
      [1000, 1000],
      [4000, 4000, { update: 5, skipped: 2 }],
      [7000, 7000, { update: 8, updates: 3 }],
      // One in between could not be read: nothing but the number says so.
      [9000, 9000, { update: 10 }],
      [11_000, 11_000, { update: undefined, skipped: 1 }],
    ]).map((step) => step.covered);
    assert.deepEqual(covered, [NaN, 1000, 1000, 3000, 1000, 1000]);
  });

  it('says nothing of how fast something grows in a burst that no clock tells apart', () => {
    const steady = steps([[0], [1000], [2000], [9000], [9001], [9002], [10_000]]).map((step) => step.steady);
    assert.deepEqual(steady, [false, true, true, true, false, false, true]);
  });

  it('is that of the appliance’s clock up to five minutes from ours, in both updates', () => {
    const apart = (first: number, second: number): number =>
      times([
        [0, first],
        [1000, 1000 + second],
      ])[1] ?? NaN;
    assert.deepEqual([apart(300_000, 299_900), apart(-300_000, -299_900)], [900, 1100]);
    assert.deepEqual([apart(300_001, 299_901), apart(-300_001, -299_901)], [1000, 1000]);
    assert.deepEqual([apart(299_901, 300_001), apart(-299_901, -300_001)], [1000, 1000]);
    assert.deepEqual([apart(299_900, 300_000), apart(-299_900, -300_000)], [1100, 900]);
  });

  it('is that of a clock that stood still once it has moved forward sixty times', () => {
    const last = (forward: number): number | undefined => {
      const rows = Array.from({ length: forward + 1 }, (_, index): Row => [
        index * 1000,
        Math.max(index - 1, 0) * 1000,
      ]);
      return times([...rows, [forward * 1000 + 1100, forward * 1000]]).at(-1);
    };
    assert.deepEqual([last(59), last(60)], [1100, 1000]);
  });

  it('is the shorter one where the clocks differ at first, by more than a quarter, and is not certain', () => {
    const first = (ours: number, theirs: number): unknown[] => {
      const [, { time, steady } = { time: NaN, steady: false }] = steps([
        [0, 0],
        [ours, theirs],
      ]);
      return [time, steady];
    };
    assert.deepEqual(first(750, 1000), [1000, true]);
    assert.deepEqual(first(749, 1000), [749, false]);
    assert.deepEqual(first(1000, 750), [750, true]);
    assert.deepEqual(first(1000, 749), [749, false]);
  });

  it('is compared with the usual one for all updates that are missing', () => {
    const rows: Row[] = [
      [0, 0],
      [1000, 1000],
      [2000, 2000],
      // Two are missing: three seconds are usual, by either clock.
      [5000, 2500, { update: 6 }],
      [5900, 5500, { update: 9 }],
    ];
    assert.deepEqual(times(rows).slice(-2), [3000, 3000]);
  });

  it('is that of the appliance’s clock where both are as far from the usual one', () => {
    const rows: Row[] = [
      [0, 0],
      [1000, 1000],
      [2100, 1900],
    ];
    assert.deepEqual(times(rows), [0, 1000, 900]);
  });

  it('is usual, or that of a burst, for each of the updates that are missing', () => {
    const three: Row[] = Array.from({ length: 5 }, (_, index): Row => [
      4000 + 3000 * index,
      undefined,
      { update: 5 + 3 * index },
    ]);
    const steady = (...rows: Row[]): boolean | undefined =>
      steps([[0], [1000], ...three, ...rows]).at(-1)?.steady;
    assert.equal(steady([17_000, undefined, { update: 18 }]), true);
    assert.equal(steady([16_900, undefined, { update: 20 }]), false);
    const dated = steps([
      [0, 0],
      [1000, 1000],
      [1010, 1900, { update: 5 }],
    ]);
    assert.equal(dated.at(-1)?.steady, false);
  });

  it('never runs backwards by ours', () => {
    assert.deepEqual(times([[1000], [400], [1400]]), [0, 0, 1000]);
  });

  it('begins again with a number that comes again', () => {
    const [, , again] = steps([
      [0, 0],
      [1000, 1000],
      [2000, 2000, { update: 2 }],
    ]);
    assert.deepEqual(again, { first: true, time: 0, arrived: 2000, covered: NaN, steady: false });
  });

  it('goes on where an update has no number', () => {
    const rows: Row[] = [
      [0, 0],
      [1000, 1000, { update: undefined }],
      [2000, 2000, { update: 1 }],
    ];
    assert.deepEqual(times(rows), [0, 1000, 1000]);
    assert.deepEqual(
      steps(rows).map(({ covered }) => covered),
      [NaN, 1000, 1000],
    );
  });

  it('counts what was left out though the numbers do not', () => {
    const [, , third] = steps([
      [0, 0],
      [1000, 1000],
      [4000, 4000, { skipped: 2 }],
    ]);
    assert.equal(third?.covered, 1000);
  });

  it('is certain where both clocks agree, however unusual it is', () => {
    const after = steps([
      [0, 0],
      [600_000, 600_000],
      [601_000, 601_000],
      [602_000, 602_000],
      // Only one of them says so.
      [602_001, 603_000],
    ]);
    assert.deepEqual(
      after.map(({ time, steady }) => [time, steady]),
      [
        [0, false],
        [600_000, true],
        [1000, true],
        [1000, true],
        [1000, false],
      ],
    );
  });

  it('takes another pace for the usual one when it goes on', () => {
    const slower = Array.from({ length: 8 }, (_, index): Row => [4000 + index * 20_000]);
    const faster = Array.from({ length: 40 }, (_, index): Row => [3100 + index * 100]);
    const steady = (rows: Row[]): boolean =>
      steps([[0], [1000], [2000], [3000], ...rows]).at(-1)?.steady ?? false;
    assert(steady(slower) && steady(faster));
    const back = steps([[0], [1000], [2000], ...slower, [145_000]]);
    assert.equal(back.at(-1)?.steady, false);
  });

  it('believes a clock again that has moved forward for long', () => {
    const rows = Array.from({ length: 80 }, (_, index): Row => [
      index * 1000,
      Math.max(index, 3) * 1000 + (index > 75 ? 400 : 0),
    ]);
    // The last interval would be 1000 by our clock.
    assert.deepEqual(times([...rows, [80_500, 80_400]]).slice(-2), [1000, 1000]);
    assert.deepEqual(times([...rows.slice(0, 20), [20_500, 20_000]]).slice(-1), [1500]);
  });
});
