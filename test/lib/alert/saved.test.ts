import assert from 'node:assert/strict';
import type { Alarm } from '../../../lib/alert/alarm';
import { type Held, readSaved, save, type Saved } from '../../../lib/alert/saved';
import { type Moment, readView, type ViewSource } from '../../../lib/alert/source';
import { START } from './stage';

const MOMENT: Moment = { now: START + 60_000, elapsed: 5000 };
/** Another process, ten seconds later. */
const LATER: Moment = { now: START + 70_000, elapsed: 900 };

const VIEW = { applianceId: 'box', appliance: 'Box', distributions: [{ name: 'Host' }], columns: ['in'] };
const LIVE = readView({ node: 'live', ...VIEW });
const OTHER = readView({
  node: 'other',
  ...VIEW,
  filters: [{ mode: 'include', name: 'Host', values: ['x'] }],
});

function alarm(source: ViewSource | undefined, more: Partial<Alarm> = {}): Alarm {
  return {
    id: 'id',
    path: ['x'],
    source,
    item: { name: 'x', in: 11, children: [{ name: 'y' }] },
    values: [11, NaN, Infinity],
    since: START + 50_000,
    began: -5000,
    said: true,
    repeated: 1000.4,
    acknowledged: false,
    unconfirmed: false,
    ...more,
  };
}

const HELD: Held = {
  run: 'run',
  names: ['in', 'out', 'rate in'],
  nodes: [
    { source: LIVE, local: true, expected: true, judged: [[1, 7, START]] },
    { source: OTHER, local: false, expected: false, judged: [['a', 2, START + 1]] },
  ],
  alarms: [
    alarm(LIVE),
    alarm(OTHER, { said: false, acknowledged: true }),
    alarm(undefined, { path: [], item: undefined }),
  ],
  debts: [{ alarm: alarm(LIVE), end: 'gone', duration: 7.5 }],
  silences: [
    { id: 'id', until: 6000 },
    { path: ['x'], reason: 'work', until: 7000 },
    { path: [], until: 8000 },
  ],
};

/** Makes alarms as an alert does, but for the id. */
function make(source: ViewSource | undefined, kept: Parameters<Parameters<typeof readSaved>[2]>[1]): Alarm {
  return alarm(source, { ...kept, said: false, repeated: 0 });
}

function read(value: unknown, moment = LATER): ReturnType<typeof readSaved> {
  return readSaved(value, moment, make);
}

describe('the saved state of an alert', () => {
  const saved = JSON.parse(JSON.stringify(save(HELD, MOMENT))) as Saved;
  const [first] = saved.alarms;

  it('is JSON with times of the wall clock, and each view once', () => {
    const kept = {
      view: 0,
      path: ['x'],
      item: { name: 'x', in: 11 },
      values: [11, null, null],
      since: START + 50_000,
      said: true,
      repeated: START + 56_000,
      acknowledged: false,
    };
    const view = { ...VIEW, filters: [], expand: true };
    const { item, ...rest } = kept;
    assert(item);
    assert.deepEqual(JSON.parse(JSON.stringify(save(HELD, MOMENT))), {
      version: 1,
      run: 'run',
      names: ['in', 'out', 'rate in'],
      nodes: [
        { view: 0, local: true, expected: true, judged: [[1, 7, START]] },
        { view: 1, local: false, expected: false, judged: [['a', 2, START + 1]] },
      ],
      alarms: [kept, { ...kept, view: 1, said: false, acknowledged: true }, { ...rest, view: -1, path: [] }],
      owed: [{ ...kept, end: 'gone', duration: 7.5 }],
      silences: [
        { id: 'id', until: START + 61_000 },
        { path: ['x'], reason: 'work', until: START + 62_000 },
        { path: [], until: START + 63_000 },
      ],
      views: [
        { node: 'live', ...view },
        { node: 'other', ...view, filters: [{ mode: 'include', name: 'Host', values: ['x'] }] },
      ],
    });
  });

  it('is read in another process, by its clocks', () => {
    const { whole, run, names, nodes, alarms, debts, silences } = read(saved);
    assert.deepEqual([whole, run, names], [true, 'run', HELD.names]);
    assert.deepEqual(nodes, HELD.nodes);
    const values = [11, NaN, NaN];
    const same = { values, item: { name: 'x', in: 11 }, began: -19_100, repeated: -13_100 };
    assert.deepEqual(alarms, [
      alarm(LIVE, { ...same, unconfirmed: true }),
      alarm(OTHER, { ...same, unconfirmed: true, said: false, acknowledged: true }),
      alarm(undefined, { ...same, path: [], item: undefined }),
    ]);
    assert.equal(alarms[0]?.source, nodes[0]?.source, 'the very same view');
    assert.deepEqual(debts, [
      { alarm: alarm(LIVE, { ...same, unconfirmed: true }), end: 'gone', duration: 7.5 },
    ]);
    assert.deepEqual(silences, [
      { id: 'id', until: -8100 },
      { path: ['x'], reason: 'work', until: -7100 },
      { path: [], until: -6100 },
    ]);
  });

  it('makes nothing younger than nothing where the wall clock was set back', () => {
    const [back] = read(saved, { now: START, elapsed: 900 }).alarms;
    assert.deepEqual([back?.began, back?.repeated], [900, 900]);
  });

  it('may be missing', () => {
    for (const nothing of [undefined, null])
      assert.deepEqual(read(nothing), {
        run: '',
        names: [],
        nodes: [],
        alarms: [],
        debts: [],
        silences: [],
        whole: true,
      });
  });

  it('is left aside as a whole where it is of another version, or no state', () => {
    for (const wrong of ['x', 7, [], {}, { ...saved, version: 2 }])
      assert.deepEqual(read(wrong), {
        run: '',
        names: [],
        nodes: [],
        alarms: [],
        debts: [],
        silences: [],
        whole: false,
      });
  });

  /** How many nodes, alarms, debts and silences are left. */
  const counts = (value: unknown): number[] => {
    const { nodes, alarms, debts, silences, whole } = read(value);
    assert.equal(whole, false);
    return [nodes, alarms, debts, silences].map(({ length }) => length);
  };
  const [node, owed, silence] = [saved.nodes[0], saved.owed[0], saved.silences[0]];
  const tables: [string, object, number[]][] = [
    ['a view', { views: [{}, saved.views[1]] }, [1, 2, 0, 3]],
    ['a view that is none', { views: [7, saved.views[1]] }, [1, 2, 0, 3]],
    ['views', { views: 'x' }, [0, 1, 0, 3]],
    ['alarms', { alarms: 'x' }, [2, 0, 1, 3]],
    ['alarms that are missing', { alarms: undefined }, [2, 0, 1, 3]],
    ...[null, 7, 'x', [], { ...first, path: [1] }, { ...first, path: 'x' }, { ...first, view: 5 }].map(
      (wrong): [string, object, number[]] => ['an alarm', { alarms: [wrong, first] }, [2, 1, 1, 3]],
    ),
    ...['view', 'path', 'since', 'values', 'repeated'].map((property): [string, object, number[]] => [
      `an alarm without ${property}`,
      { alarms: [{ ...first, [property]: undefined }, first] },
      [2, 1, 1, 3],
    ]),
    ['an alarm of a view by another name', { alarms: [{ ...first, view: '0' }, first] }, [2, 1, 1, 3]],
    ['a time that is no number', { alarms: [{ ...first, since: NaN }, first] }, [2, 1, 1, 3]],
    ['an end', { owed: [{ ...owed, end: 'raised' }] }, [2, 3, 0, 3]],
    ['how long it was', { owed: [{ ...owed, duration: '7' }] }, [2, 3, 0, 3]],
    ['a node without a view', { nodes: [{ ...node, view: -1 }, node] }, [1, 3, 1, 3]],
    ['what a node has judged', { nodes: [{ ...node, judged: undefined }, node] }, [1, 3, 1, 3]],
    ['an update that was judged', { nodes: [{ ...node, judged: [[1, 'x', 2]] }, node] }, [1, 3, 1, 3]],
    ['when it was judged', { nodes: [{ ...node, judged: [[1, 2]] }, node] }, [1, 3, 1, 3]],
    ['the end of a silence', { silences: [{ ...silence, until: 'x' }, silence] }, [2, 3, 1, 1]],
    ['the path of a silence', { silences: [{ ...silence, path: 'x' }, silence] }, [2, 3, 1, 1]],
  ];
  for (const [name, change, expected] of tables)
    it(`leaves out what it cannot read, and goes on with the rest: ${name}`, () => {
      assert.deepEqual(counts({ ...saved, ...change }), expected);
    });

  it('has defaults for what may be missing', () => {
    const { run, alarms, nodes, debts, silences, whole } = read({
      ...saved,
      run: 7,
      nodes: [{ ...node, local: 'yes' }],
      alarms: [{ ...first, item: 'x', said: 1, acknowledged: 'x' }],
      owed: [
        { ...owed, end: 'cleared' },
        { ...owed, end: 'resumed' },
      ],
      silences: [{ id: 7, reason: 7, until: START }],
    });
    assert.deepEqual([whole, run, nodes[0]?.local], [true, '', false]);
    assert.deepEqual([alarms[0]?.item, alarms[0]?.said, alarms[0]?.acknowledged], [undefined, false, false]);
    assert.deepEqual(
      debts.map(({ end }) => end),
      ['cleared', 'resumed'],
    );
    assert.deepEqual(silences, [{ until: -69_100 }]);
  });
});
