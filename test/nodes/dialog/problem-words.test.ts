import assert from 'node:assert/strict';
import { type Settings, problemsOf } from '../../../lib/settings/settings';
import { SETTINGS as ALERT } from '../../../nodes/alert/settings';
import { SETTINGS as APPLIANCE } from '../../../nodes/appliance/settings';
import { problemWords } from '../../../nodes/dialog/rules/problem-words';
import { readNumber } from '../../../nodes/dialog/rules/number-rule';
import { SETTINGS as FILTER } from '../../../nodes/filter/settings';
import { SETTINGS as LIVEVIEW } from '../../../nodes/liveview/settings';
import { english } from '../../locales/translator-english';

/** The problems by their place. */
function problems(settings: Settings, config: object): string[] {
  return problemsOf(settings, config).map(({ at, code }) => `${at} ${code}`);
}

describe('a problem of a configuration', () => {
  const CASES: [Settings, object, string[]][] = [
    [LIVEVIEW, { limit: -3, interval: 'soon' }, ['limit invalid-number', 'interval invalid-number']],
    [LIVEVIEW, { limit: '', interval: '${SECONDS}', sort: '1${X}' }, []],
    [
      LIVEVIEW,
      {
        filters: [
          { mode: 'include', name: 'Host', values: [] },
          5,
          { mode: 'exclude ', name: ' ', values: ['a', ''] },
        ],
      },
      [
        'filters[0].values no-filter-values',
        'filters[1] invalid-object',
        'filters[2].mode invalid-choice',
        'filters[2].name invalid-name',
        'filters[2].values[1] invalid-filter-value',
      ],
    ],
    [LIVEVIEW, { shape: 'rows', measurement: 'two words', origin: 1 }, ['origin invalid-flag']],
    [LIVEVIEW, { shape: 'points', measurement: 'two words', origin: 1 }, ['measurement invalid-measurement']],
    [APPLIANCE, { url: 'ws://localhost', maxPayload: 0.0001 }, ['maxPayload invalid-number']],
    [
      APPLIANCE,
      { url: 'ws://localhost', reconnectMin: '5', reconnectMax: 2 },
      ['reconnectMax invalid-number'],
    ],
    [APPLIANCE, { url: 'ws://localhost', reconnectMin: '${MIN}', reconnectMax: 2 }, []],
    [ALERT, {}, ['conditions no-conditions']],
    [
      ALERT,
      { conditions: [{ column: ' ', measure: 'percent', op: '>', raise: 'x', clear: '' }], level: 0 },
      [
        ...['conditions[0].column condition-column', 'conditions[0].op condition-choice'],
        ...[
          'conditions[0].raise condition-number',
          'conditions[0].of condition-column',
          'level invalid-level',
        ],
      ],
    ],
    [
      ALERT,
      {
        conditions: [
          { column: 'a', op: 'gt', raise: 5, clear: 8 },
          { column: 'a', op: 'lt', raise: 5, clear: 4 },
        ],
      },
      ['conditions[0].clear condition-clear-above', 'conditions[1].clear condition-clear-below'],
    ],
    [ALERT, { conditions: [{ column: '${C}', op: 'gt', raise: '${R}', clear: 8 }], level: '${L}' }, []],
    [
      FILTER,
      {
        filter: 'Host',
        values: [{ v: '', vt: 'str' }, { v: 'x', vt: 'num' }, null, { vt: 'str' }, { v: '${X}', vt: 'num' }],
      },
      [
        ...['values[0] value-empty', 'values[1] invalid-filter-value'],
        ...['values[2] invalid-object', 'values[3] value-empty'],
      ],
    ],
  ];
  for (const [settings, config, expected] of CASES)
    it(`is found in ${JSON.stringify(config)}`, () => {
      assert.deepEqual(problems(settings, config), expected);
    });
});

describe('the text for a problem', () => {
  const words = (settings: Settings, config: object): string[] =>
    problemsOf(settings, config, { exists: (id) => id === 'lab' }).map((problem) =>
      problemWords(problem, english),
    );

  it('names the field as the form does', () => {
    const filters = [{ mode: 'include', name: '', values: ['a', null] }];
    assert.deepEqual(words(LIVEVIEW, { appliance: 'lab', limit: -3, filters }), [
      'Filter 1, Name must be a name, but is ""',
      'Filter 1, Value 2 must be text, a number or true or false, but is null',
      'At most must be a number of at least 0, but is -3',
    ]);
    assert.deepEqual(words(LIVEVIEW, { appliance: 'lab', distributions: Array(40).fill({ name: 'Host' }) }), [
      'Level 33 is too many: a view has at most 32 distributions',
    ]);
    assert.deepEqual(words(ALERT, { conditions: [{ column: 'a', op: 'gt', raise: 'x' }] }), [
      'Condition 1: Threshold must be a number, but is "x"',
    ]);
    assert.deepEqual(words(FILTER, { filter: 'Host', values: [{ v: '', vt: 'str' }] }), [
      'Value 1 must not be empty',
    ]);
  });

  it('says what is missing', () => {
    assert.match(words(LIVEVIEW, { appliance: '' })[0] ?? '', /^No appliance is selected/);
  });
});

describe('the number in a field', () => {
  it('is stored as a number, and stays a text if it is invalid', () => {
    assert.deepEqual([' 2.5 ', '0', '${X}', 'ten', ' '].map(readNumber), [2.5, 0, '${X}', 'ten', '']);
  });
});
