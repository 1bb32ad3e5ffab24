import assert from 'node:assert/strict';
import { readSource, readView } from '../../../lib/alert/source';

const MOMENT = { now: 1000, elapsed: 300 };
const LIVEVIEW = { node: 'live', distributions: [{ name: 'Host' }] };

describe('what a message says of its update', () => {
  it('has defaults for what it does not say', () => {
    const { key, ...source } = readSource({ payload: [], liveview: LIVEVIEW }, MOMENT);
    assert.equal(typeof key, 'string');
    assert.deepEqual(source, {
      node: 'live',
      applianceId: '',
      appliance: '',
      view: { distributions: [{ name: 'Host' }], filters: [], expand: true },
      fields: undefined,
      stamp: {
        connection: undefined,
        update: undefined,
        time: undefined,
        received: 1000,
        dated: false,
        arrived: 300,
        taken: 300,
        updates: 1,
        skipped: 0,
      },
      part: undefined,
    });
  });

  it('has what it says', () => {
    const more = {
      ...{ applianceId: 'box', appliance: 'Box', columns: ['in'], expand: false, fields: { in: {} } },
      ...{ connection: 'c', update: 7, time: 900, received: 950, updates: 2, skipped: 3 },
      filters: [{ mode: 'exclude', name: 'Host', values: ['x'] }],
    };
    const { stamp, view, fields, applianceId, appliance } = readSource(
      { payload: {}, liveview: { ...LIVEVIEW, ...more } },
      MOMENT,
    );
    assert.deepEqual(stamp, {
      ...{ connection: 'c', update: 7, time: 900, received: 950, dated: true, arrived: 250, taken: 300 },
      ...{ updates: 2, skipped: 3 },
    });
    assert.deepEqual([applianceId, appliance, fields], ['box', 'Box', { in: {} }]);
    assert.deepEqual(view, {
      distributions: [{ name: 'Host' }],
      filters: [{ mode: 'exclude', name: 'Host', values: ['x'] }],
      columns: ['in'],
      expand: false,
    });
  });

  const parts: [string, unknown, object, unknown, unknown][] = [
    [
      'by the update’s number',
      {},
      { connection: 1, update: 2 },
      { id: 'x', index: 0, count: 3 },
      { update: '[1,2]', index: 0, count: 3 },
    ],
    ['by their id', {}, {}, { id: 'x', index: 1, count: 3 }, { update: 'x', index: 1, count: 3 }],
    ['without an index and a count', {}, {}, { id: 'x' }, { update: 'x', index: undefined, count: Infinity }],
    ['of no items', undefined, {}, { count: 0 }, { update: 'undefined', index: undefined, count: 0 }],
    ['without an id', {}, {}, { index: 0, count: 3 }, undefined],
    ['that are none', {}, {}, 'x', undefined],
    ['beside a whole update', [], {}, { id: 'x', index: 0, count: 3 }, undefined],
  ];
  for (const [name, payload, liveview, given, expected] of parts)
    it(`knows the parts of an update: ${name}`, () => {
      const message = { payload, liveview: { ...LIVEVIEW, ...liveview }, parts: given };
      assert.deepEqual(readSource(message, MOMENT).part, expected);
    });

  it('is none without items, unless it says that there are none', () => {
    for (const parts of [undefined, {}, { count: 1 }, 'x'])
      assert.throws(
        () => readSource({ liveview: LIVEVIEW, parts }, MOMENT),
        /must come from a liveview node/,
      );
    assert.throws(() => readSource({ payload: 'x', liveview: LIVEVIEW }, MOMENT), /must come from/);
  });

  it('may say the least that it can', () => {
    const liveview = { ...LIVEVIEW, updates: 1, skipped: 0 };
    const { stamp, part } = readSource({ payload: {}, liveview, parts: { id: 'x', index: 'y' } }, MOMENT);
    assert.deepEqual([stamp.updates, stamp.skipped, part?.index], [1, 0, undefined]);
  });

  it('is the same view whatever its order of properties and its label', () => {
    const view = (more: object): string => readView({ ...LIVEVIEW, ...more }).key;
    assert.equal(view({ appliance: 'a', filters: [], expand: true }), view({ appliance: 'b' }));
    assert.notEqual(view({ expand: false }), view({}));
  });
});
