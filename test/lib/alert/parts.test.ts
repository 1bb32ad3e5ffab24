import assert from 'node:assert/strict';
import { Parts } from '../../../lib/alert/parts';
import { readSource } from '../../../lib/alert/source';
import { AT_ONCE, type Message, Stage } from './stage';

interface Sent {
  update?: number;
  id?: string;
  index?: number;
  count?: number;
}

/** Puts messages together; returns the items of the updates that each has completed. */
class Table {
  private readonly parts = new Parts<Message>();
  private readonly stage = new Stage(AT_ONCE);

  take(item: unknown, { update, ...parts }: Sent = {}): unknown[][] {
    const liveview = { update };
    const message = { ...this.stage.message(item, liveview), ...('count' in parts ? { parts } : {}) };
    const source = readSource(message, this.stage.moment);
    return this.parts.take(source, item, message).map(({ items }) => items);
  }
}

describe('an update that has a message per item', () => {
  it('is put together by its number on its connection, or by the id of its parts', () => {
    for (const [first, second] of [
      [
        { update: 1, id: 'x' },
        { update: 2, id: 'x' },
      ],
      [{ id: '1' }, { id: '2' }],
    ] as const) {
      const table = new Table();
      const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
      assert.deepEqual(table.take(a, { ...first, index: 0, count: 2 }), []);
      assert.deepEqual(table.take(b, { ...first, index: 1, count: 2 }), [[a, b]]);
      assert.deepEqual(table.take(a, { ...second, index: 0, count: 3 }), []);
      assert.deepEqual(table.take(c, { ...second, index: 2, count: 3 }), []);
      assert.deepEqual(table.take(b, { ...second, index: 1, count: 3 }), [[a, c, b]]);
    }
  });

  it('has each item once, though it comes twice', () => {
    const table = new Table();
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    assert.deepEqual(table.take(a, { update: 1, index: 0, count: 2 }), []);
    assert.deepEqual(table.take(a, { update: 1, index: 0, count: 2 }), []);
    assert.deepEqual(table.take(b, { update: 1, index: 1, count: 2 }), [[a, b]]);
  });

  it('has items without an index one after the other', () => {
    const table = new Table();
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    assert.deepEqual(table.take(a, { update: 1, count: 2 }), []);
    assert.deepEqual(table.take(b, { update: 1, count: 2 }), [[a, b]]);
  });

  it('ends where another one begins: what has not come of it is missing', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    const next: [unknown, Sent, unknown[]][] = [
      [b, { update: 2, index: 0, count: 1 }, [b]],
      [undefined, { update: 2, count: 0 }, []],
      [[b], { update: 2 }, [b]],
      [b, { update: 2 }, [b]],
    ];
    for (const [payload, sent, items] of next) {
      const table = new Table();
      assert.deepEqual(table.take(a, { update: 1, index: 0, count: 2 }), []);
      assert.deepEqual(table.take(payload, sent), [[a], items]);
      assert.deepEqual(table.take([], { update: 3 }), [[]]);
    }
  });

  it('without a count ends with the next one only', () => {
    const table = new Table();
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    assert.deepEqual(table.take(a, { update: 1, index: 0, count: 'many' as never }), []);
    assert.deepEqual(table.take(b, { update: 1, index: 1, count: 'many' as never }), []);
    assert.deepEqual(table.take([], { update: 2 }), [[a, b], []]);
  });
});
