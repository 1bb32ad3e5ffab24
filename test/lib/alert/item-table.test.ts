import assert from 'node:assert/strict';
import { ItemTable } from '../../../lib/alert/item-table';

describe('the table of items', () => {
  it('has a place of its own for each item, however many there are', () => {
    const table = new ItemTable(3);
    const keys = Array.from({ length: 300 }, (_, index) => `item ${index}`);
    for (const [index, key] of keys.entries()) {
      const place = table.add(key);
      table.numbers.fill(index, place, place + 3);
    }
    assert.equal(table.size, 300);
    const kept = keys.map((key) => {
      const place = table.placeOf(key) ?? NaN;
      return [...table.numbers.subarray(place, place + 3)];
    });
    assert.deepEqual(
      kept,
      keys.map((_, index) => [index, index, index]),
    );
  });

  it('takes no more room for items that come and go', () => {
    const table = new ItemTable(2);
    for (let index = 0; index < 1000; index++) {
      table.add(`item ${index}`);
      if (index >= 10) table.delete(`item ${index - 10}`);
    }
    assert.equal(table.size, 10);
    assert.equal(table.numbers.length, 128);
  });

  it('gives the place of an item that has left to another one only once', () => {
    const table = new ItemTable(2);
    const first = table.add('a');
    table.delete('a');
    table.delete('a');
    table.delete('never there');
    assert.equal(table.placeOf('a'), undefined);
    assert.equal(table.add('b'), first);
    assert.notEqual(table.add('c'), first);
  });

  it('visits each item, which may be deleted then', () => {
    const table = new ItemTable(1);
    const places = ['a', 'b', 'c'].map((key) => table.add(key));
    const seen: [number, string][] = [];
    table.each((place, key) => {
      seen.push([place, key]);
      table.delete(key);
    });
    assert.deepEqual(
      seen,
      ['a', 'b', 'c'].map((key, index) => [places[index], key]),
    );
    assert.equal(table.size, 0);
  });
});
