import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import type { Row, ViewDefinition } from '../../../lib/protocol/frames';
import { LineWriter } from '../../../nodes/admin/line-writer';
import { excerptOf } from '../../../nodes/admin/preview-items';
import type { PreviewItem, PreviewLine } from '../../../nodes/admin/api';
import { CATALOG } from '../../support/scripted-system';
import { readerOf, updateOf } from '../../support/update-of';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }, { name: 'Service' }],
  filters: [],
  expand: true,
};

function excerpt(rows: Row[], sort?: string): ReturnType<typeof excerptOf> {
  const columns = ['name', 'inbound_bps', 'int_rtt', 'unknown'];
  return excerptOf(updateOf(readerOf(VIEW, CATALOG), { type: 'update', columns, rows }), sort);
}

function names(items: readonly PreviewItem[]): string[] {
  return items.map(({ name }) => name);
}

describe('the part of an update that the preview shows', () => {
  const rows: Row[] = [
    ['small', 1, null, 'b'],
    ['none', null, null, null],
    ['large', 1000, 2, 'c'],
    ['negative', -5, 3, 'a'],
  ];

  it('has the keys of the items, with their description in the catalogue', () => {
    assert.deepEqual(excerpt(rows).columns, [
      { key: 'inbound', unit: 'bit/s', title: 'Inbound' },
      { key: 'int.rtt', unit: 'ms' },
      { key: 'unknown' },
    ]);
  });

  it('is in the order of the appliance, unless a column is named', () => {
    assert.deepEqual(names(excerpt(rows).items), ['small', 'none', 'large', 'negative']);
    assert.deepEqual(names(excerpt(rows, 'inbound').items), ['large', 'small', 'negative', 'none']);
    assert.deepEqual(names(excerpt(rows, 'unknown').items), ['large', 'small', 'negative', 'none']);
    assert.deepEqual(names(excerpt(rows, 'constructor').items), ['small', 'none', 'large', 'negative']);
  });

  it('has columns even without items', () => {
    const { columns, items, size } = excerpt([], 'inbound');
    assert.equal(columns.length, 3);
    assert.deepEqual([items, size], [[], 0]);
  });

  it('has no more items than a dialog can show, starting with the upper levels', () => {
    const tree = (depth: number): Row[] =>
      Array.from({ length: 30 }, (_, index): Row => [
        `${depth}.${index}`,
        index,
        null,
        null,
        ...(depth < 3 ? [tree(depth + 1)] : []),
      ]);
    const { items, size } = excerpt(tree(1), 'inbound');
    assert.equal(size, 30);
    assert.equal(items.length, 20);
    assert.equal(items[0]?.name, '1.29');
    const second = items.flatMap((item) => item.children ?? []);
    assert.deepEqual(names(second.slice(0, 5)), ['2.29', '2.28', '2.27', '2.26', '2.25']);
    assert.equal(second.length, 100);
    assert.ok([...items, ...second].every((item) => item.size === 30));
    assert.equal(second.flatMap((item) => item.children ?? []).length, 30);
  });
});

describe('the lines of a preview', () => {
  /** A browser that accepts data only when the test lets it. */
  class SlowResponse extends EventEmitter {
    destroyed = false;
    takes = true;
    readonly written: string[] = [];
    status = (): this => this;
    set = (): this => this;
    flushHeaders = (): void => undefined;
    write(text: string): boolean {
      this.written.push(text);
      return this.takes;
    }
    end(text: string): void {
      this.write(text);
    }
  }

  function line(sequence: number): () => PreviewLine {
    return () => ({ type: 'update', columns: [], items: [], size: 0, sequence, received: 0 });
  }

  it('are as many as the browser accepts, and then only the newest', () => {
    const response = new SlowResponse();
    const writer = new LineWriter(response as unknown as Response);
    response.takes = false;
    for (const sequence of [1, 2, 3]) writer.write(line(sequence));
    response.takes = true;
    response.emit('drain');
    writer.write(line(4));
    const sequences = response.written.map((text) => (JSON.parse(text) as { sequence: number }).sequence);
    assert.deepEqual(sequences, [1, 3, 4]);
  });

  it('end with the last line, whichever lines wait', () => {
    const response = new SlowResponse();
    const writer = new LineWriter(response as unknown as Response);
    response.takes = false;
    for (const sequence of [1, 2]) writer.write(line(sequence));
    writer.end({ type: 'end', seconds: 1 });
    writer.write(line(3));
    response.emit('drain');
    assert.equal(response.written.length, 2);
    assert.equal(response.written[1], '{"type":"end","seconds":1}\n');
  });
});
