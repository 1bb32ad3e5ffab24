import assert from 'node:assert/strict';
import type { PreviewColumn, PreviewItem, PreviewLine, PreviewRequest } from '../../../nodes/admin/api';
import { figuresText } from '../../../nodes/liveview/dialog/preview/figures';
import { viewOfForm } from '../../../nodes/liveview/dialog/preview/form-view';
import { formatter } from '../../../nodes/liveview/dialog/preview/format';
import { shownUnit } from '../../../nodes/dialog/suggestions/units';
import { type LiveState, LiveView } from '../../../nodes/liveview/dialog/preview/live-view';
import { type FormView, placeOf } from '../../../nodes/liveview/dialog/preview/place';
import { UpdateRate } from '../../../nodes/liveview/dialog/preview/rate';
import { sortItems, tableRows } from '../../../nodes/liveview/dialog/preview/rows';
import { english } from '../../locales/translator-english';

const THIN = '\u202f';

describe('values of a preview', () => {
  const CASES: readonly [string | undefined, number | string | null, string][] = [
    ['bit/s', 0, '0'],
    ['bit/s', 999, '999'],
    ['bit/s', 999.6, `1.00${THIN}k`],
    ['bit/s', 1234, `1.23${THIN}k`],
    ['bit/s', 9996, `10.0${THIN}k`],
    ['bit/s', 12_345_678, `12.3${THIN}M`],
    ['bit/s', 999_499_999, `999${THIN}M`],
    ['bit/s', 999_500_000, `1.00${THIN}G`],
    ['bit/s', -1234, `-1.23${THIN}k`],
    ['ms', 12.345, '12.3'],
    ['ms', 1204, `1${THIN}204.0`],
    ['1', 0.98234, '98.2%'],
    ['packets', 1204, `1${THIN}204`],
    [undefined, 1.239, '1.24'],
    ['bit/s', null, '–'],
    ['packets', 'many', 'many'],
  ];
  for (const [unit, value, shown] of CASES) {
    it(`${String(value)} of ${unit ?? 'no unit'} is ${shown}`, () => {
      assert.equal(formatter(unit, 'en-US')(value), shown);
    });
  }

  it('are in the language of the editor', () => {
    assert.equal(formatter('ms', 'de')(12.345), '12,3');
  });

  it('have their unit in the header, except percent', () => {
    assert.deepEqual(['bit/s', '1', '', undefined].map(shownUnit), [
      'bit/s',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the rate of updates', () => {
  it('is unknown before the second one', () => {
    const rate = new UpdateRate();
    assert.equal(rate.perSecond, undefined);
    rate.add(1, 1000);
    assert.equal(rate.perSecond, undefined);
  });

  it('includes skipped updates', () => {
    const rate = new UpdateRate();
    rate.add(1, 0);
    rate.add(5, 2000);
    assert.equal(rate.perSecond, 2);
  });

  it('forgets what is older than ten seconds', () => {
    const rate = new UpdateRate();
    for (let second = 0; second <= 10; second++) rate.add(second, second * 1000);
    for (let half = 1; half <= 24; half++) rate.add(10 + half, 10_000 + half * 500);
    assert.equal(rate.perSecond, 2);
  });

  it('starts again when the count does', () => {
    const rate = new UpdateRate();
    rate.add(7, 0);
    rate.add(1, 1000);
    assert.equal(rate.perSecond, undefined);
  });
});

describe('the figures of a preview', () => {
  it('are a line', () => {
    assert.equal(
      figuresText({ size: 1204, shown: 20, rate: 1, age: 412 }, english, 'en-US'),
      '1,204 items · showing the first 20 · 1.0 updates/s · 0.4 s ago',
    );
    assert.equal(
      figuresText({ size: 1, shown: 1, rate: undefined, age: 12_900 }, english, 'en-US'),
      '1 item · 12 s ago',
    );
  });
});

const COLUMNS: PreviewColumn[] = [{ key: 'inbound' }, { key: 'rtt' }];
const ITEMS: PreviewItem[] = [
  {
    name: 'a',
    values: [1, null],
    children: [
      { name: 'x', values: [1, 2] },
      { name: 'y', values: [3, 1] },
    ],
    size: 5,
  },
  { name: 'b', values: [3, 4] },
  { name: 'a', values: [2, 9] },
];

describe('the rows of a preview', () => {
  it('are collapsed at first', () => {
    assert.deepEqual(
      tableRows(ITEMS, new Set()).map((row) => (row.kind === 'item' ? [row.name, row.open] : row.count)),
      [
        ['a', false],
        ['b', undefined],
        ['a', undefined],
      ],
    );
  });

  it('show the children of an expanded row, and how many more there are', () => {
    const [first] = tableRows(ITEMS, new Set());
    const rows = tableRows(ITEMS, new Set([first?.path ?? '']));
    assert.deepEqual(
      rows.map((row) => [row.depth, row.kind === 'item' ? row.name : row.count]),
      [
        [0, 'a'],
        [1, 'x'],
        [1, 'y'],
        [1, 3],
        [0, 'b'],
        [0, 'a'],
      ],
    );
    assert.equal(new Set(rows.map(({ path }) => path)).size, rows.length);
  });

  it('are sorted by a column, largest first, at every level, unknown values last', () => {
    const names = (sort: string | undefined): string[] =>
      sortItems(ITEMS, COLUMNS, sort).map(({ name, values }) => `${name}${String(values[0])}`);
    assert.deepEqual(names('inbound'), ['b3', 'a2', 'a1']);
    assert.deepEqual(names('rtt'), ['a2', 'b3', 'a1']);
    assert.deepEqual(names('gone'), ['a1', 'b3', 'a2']);
    assert.deepEqual(
      sortItems(ITEMS, COLUMNS, 'inbound')[2]?.children?.map(({ name }) => name),
      ['y', 'x'],
    );
  });
});

const FORM: FormView = {
  distributions: [{ name: 'Local Host' }, { name: 'NetObject Level', arg: 'a/b' }],
  filters: [
    { name: 'Host', values: ['10.0.0.1'] },
    { name: 'Local Host', values: ['10.0.0.1', 'nowhere'] },
    { name: 'Flags', values: [true], arg: 'BLUE' },
  ],
  columns: ['', 'inbound_bps', 'speed'],
};

describe('the place of a problem', () => {
  const refused = (systemCode: string, message: string): Parameters<typeof placeOf>[0] => ({
    key: 'errors.view-refused',
    params: { host: 'h', systemCode, message },
  });
  const CASES: readonly [string, Parameters<typeof placeOf>[0], ReturnType<typeof placeOf>][] = [
    [
      'a field of a distribution',
      { key: 'errors.invalid-name', params: { field: 'distributions[1].name' } },
      { list: 'distributions', row: 1, field: 'name' },
    ],
    [
      'a value of a filter',
      { key: 'errors.invalid-filter-value', params: { field: 'filters[0].values[2]' } },
      { list: 'filters', row: 0, field: 'values' },
    ],
    [
      'a row that is gone',
      { key: 'errors.invalid-name', params: { field: 'filters[7].name' } },
      { list: 'filters' },
    ],
    ['a field of another thing', { key: 'errors.invalid-number', params: { field: 'heartbeat' } }, undefined],
    ['no distribution', { key: 'errors.no-distribution', params: {} }, { list: 'distributions' }],
    [
      'an unknown distribution',
      refused('unknown-distribution', 'There is no distribution "NetObject Level"'),
      { list: 'distributions', row: 1, field: 'name' },
    ],
    [
      'an unknown filter that is in the name of another',
      refused('unknown-filter', 'There is no filter "Local Host"'),
      { list: 'filters', row: 1, field: 'name' },
    ],
    [
      'an unknown column',
      refused('unknown-column', 'There is no column "speed"'),
      { list: 'columns', row: 2, field: 'name' },
    ],
    ['an unknown column without its name', refused('unknown-column', 'No.'), { list: 'columns' }],
    [
      'a value that two filters have',
      refused('bad-value', 'The filter "Local Host" wants addresses, but got "10.0.0.1"'),
      { list: 'filters', row: 1, field: 'values' },
    ],
    [
      'an argument',
      refused('bad-value', 'The filter "Flags" knows no flag "BLUE"'),
      { list: 'filters', row: 2, field: 'arg' },
    ],
    [
      "a distribution's argument",
      refused('bad-value', 'The distribution "NetObject Level" has nothing for the argument "a/b"'),
      { list: 'distributions', row: 1, field: 'arg' },
    ],
    [
      'a missing argument of a distribution that a filter is named like',
      refused('bad-value', 'The distribution "Local Host" needs an argument'),
      { list: 'distributions', row: 0 },
    ],
    ['a bad value of nothing known', refused('bad-value', 'No.'), undefined],
    ['a loss', { key: 'errors.lost', params: { host: 'Local Host', reason: 'x' } }, undefined],
  ];
  for (const [name, problem, place] of CASES) {
    it(`is found for ${name}`, () => {
      assert.deepEqual(placeOf(problem, FORM), place);
    });
  }
});

describe('the view of a form', () => {
  const view = { distributions: [{ name: 'Service' }], filters: [], expand: false };

  it('is what would be stored, with defaults where nothing is', () => {
    const columns = ['inbound_bps'];
    assert.deepEqual(viewOfForm({ ...view, columns, name: 'x' }).view, { ...view, columns });
    assert.deepEqual(viewOfForm({}).view, {
      distributions: [{ name: 'Local Host' }],
      filters: [],
      expand: true,
    });
  });

  it('leaves variables to the runtime', () => {
    const filters = ['${FILTER}', { name: '${NAME}', values: '${VALUES}' }];
    const wanted = viewOfForm({ ...view, filters, columns: '${COLUMNS}' });
    assert.deepEqual(wanted.view, { ...view, filters, columns: '${COLUMNS}' });
    assert.deepEqual(wanted.form.filters, [
      { name: '', arg: '', values: [undefined] },
      { name: '${NAME}', arg: '', values: ['${VALUES}'] },
    ]);
  });
});

describe('the view that a preview shows', () => {
  interface Asked {
    id: string;
    line: (line: PreviewLine) => void;
    ended: (status: number) => void;
    aborted: boolean;
  }
  const REQUEST = {} as PreviewRequest;
  const UPDATE: PreviewLine = { type: 'update', columns: [], items: [], size: 0, sequence: 1, received: 1 };
  let asked: Asked[];
  let states: LiveState[];
  let updates: number;
  let live: LiveView;

  const at = (index: number): Asked => {
    const found = asked[index];
    assert.ok(found, `request ${index} was made`);
    return found;
  };

  beforeEach(() => {
    [asked, states, updates] = [[], [], 0];
    live = new LiveView(
      (id, _request, line, ended) => {
        const request: Asked = { id, line, ended, aborted: false };
        asked.push(request);
        return {
          abort: () => {
            request.aborted = true;
          },
        };
      },
      { state: (state) => void states.push(state), update: () => updates++ },
    );
  });

  it('connects, and is live from its first update', () => {
    live.show('a', REQUEST);
    at(0).line({ type: 'connecting' });
    assert.equal(live.isLive, false);
    at(0).line(UPDATE);
    assert.equal(live.isLive, true);
    assert.deepEqual(
      states.map(({ kind }) => kind),
      ['waiting', 'connecting', 'live'],
    );
    assert.equal(updates, 1);
  });

  it('stays open until the next one has answered, and then ignores everything', () => {
    live.show('a', REQUEST);
    at(0).line(UPDATE);
    live.show('b', REQUEST);
    assert.equal(at(0).aborted, false);
    at(0).line(UPDATE);
    assert.equal(updates, 1);
    at(1).line({ type: 'connecting' });
    assert.equal(at(0).aborted, true);
  });

  it('leaves no request behind if it is given up before the answer', () => {
    for (const id of ['a', 'b', 'c']) live.show(id, REQUEST);
    assert.deepEqual(
      asked.map(({ aborted }) => aborted),
      [false, true, false],
    );
    at(2).line(UPDATE);
    assert.deepEqual(
      asked.map(({ aborted }) => aborted),
      [true, true, false],
    );
  });

  it('is lost and continues', () => {
    live.show('a', REQUEST);
    at(0).line({ type: 'error', error: { key: 'errors.lost', params: {} }, final: false });
    at(0).line(UPDATE);
    assert.deepEqual(
      states.map(({ kind }) => kind),
      ['waiting', 'lost', 'live'],
    );
  });

  for (const line of [
    { type: 'error', error: { key: 'errors.view-refused', params: {} }, final: true },
    { type: 'end', seconds: 600 },
  ] satisfies PreviewLine[]) {
    it(`says once how it ended: ${line.type}`, () => {
      live.show('a', REQUEST);
      at(0).line(line);
      at(0).ended(200);
      assert.equal(states.at(-1)?.kind, line.type === 'end' ? 'ended' : 'refused');
      assert.equal(states.length, 2);
    });
  }

  it('says that it was refused, or cut off without a reason', () => {
    live.show('a', REQUEST);
    at(0).ended(401);
    assert.deepEqual(states.at(-1), { kind: 'turnedDown', status: 401 });
    live.show('a', REQUEST);
    at(1).line(UPDATE);
    at(1).ended(200);
    assert.deepEqual(states.at(-1), { kind: 'turnedDown', status: 0 });
  });

  it('ends with everything that is open', () => {
    live.show('a', REQUEST);
    at(0).line(UPDATE);
    live.show('b', REQUEST);
    live.close();
    assert.ok(asked.every(({ aborted }) => aborted));
    at(1).line(UPDATE);
    at(1).ended(0);
    assert.deepEqual(states.at(-1), { kind: 'off' });
  });
});
