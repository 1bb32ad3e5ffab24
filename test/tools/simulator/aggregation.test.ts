import assert from 'node:assert/strict';
import type { Row, UpdateFrame, ViewDefinition } from '../../../lib/protocol/frames';
import fc from 'fast-check';
import {
  anyFilter,
  anyView,
  childrenOf,
  names,
  offline,
  rowOf,
  SUM_COLUMNS,
  total,
  valueOf,
} from './arbitraries';

const RUNS = { numRuns: 60 };

describe('simulator: aggregation', () => {
  const simulator = offline();
  const columns = ['name', ...SUM_COLUMNS];
  const perHost: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: false };

  before(() => {
    for (let tick = 0; tick < 5; tick++) simulator.tick();
  });

  it('sums children to their parent, at every level', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const update = simulator.snapshot({ ...view, columns, expand: true });
        checkSums(update, update.rows, view.distributions.length);
      }),
      RUNS,
    );
  });

  it('shows the same traffic in every distribution', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const all = simulator.snapshot({ ...perHost, filters: view.filters, columns });
        const update = simulator.snapshot({ ...view, columns });
        for (const column of SUM_COLUMNS) {
          assert.equal(total(update, update.rows, column), total(all, all.rows, column), column);
        }
      }),
      RUNS,
    );
  });

  it('splits the traffic in two with include and exclude of the same filter', () => {
    fc.assert(
      fc.property(anyView, anyFilter, (view, filter) => {
        const [all, included, excluded] = [
          [],
          [{ ...filter, mode: 'include' as const }],
          [{ ...filter, mode: 'exclude' as const }],
        ].map((filters) =>
          simulator.snapshot({ ...view, columns, filters: [...view.filters, ...filters] }),
        ) as [UpdateFrame, UpdateFrame, UpdateFrame];
        for (const column of SUM_COLUMNS) {
          assert.equal(
            total(included, included.rows, column) + total(excluded, excluded.rows, column),
            total(all, all.rows, column),
            column,
          );
        }
      }),
      RUNS,
    );
  });

  it('shows the same row for a nested item as for filters that leave only that item', () => {
    const nested = simulator.snapshot({
      distributions: [{ name: 'Local Host' }, { name: 'Service' }],
      filters: [],
      expand: true,
    });
    for (const host of nested.rows) {
      for (const child of childrenOf(nested, host) ?? []) {
        const alone = simulator.snapshot({
          distributions: [{ name: 'Service' }],
          filters: [
            { mode: 'include', name: 'Local Host', values: [host[0]] },
            { mode: 'include', name: 'Service', values: [child[0]] },
          ],
          expand: true,
        });
        assert.deepEqual(alone.rows, [child]);
      }
    }
  });

  it('sorts rows by inbound bandwidth, the largest first', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const update = simulator.snapshot(view);
        const inbound = update.rows.map((row) => valueOf(update, row, 'inbound_bps'));
        assert.deepEqual(
          inbound,
          [...inbound].sort((one, other) => other - one),
        );
      }),
      RUNS,
    );
  });

  it('gives rows children only when the view is expanded', () => {
    const view: ViewDefinition = { ...perHost, distributions: [{ name: 'Plan' }, { name: 'Service' }] };
    const flat = simulator.snapshot(view);
    assert.ok(flat.rows.every((row) => row.length === flat.columns.length));
    const tree = simulator.snapshot({ ...view, expand: true });
    assert.ok(tree.rows.every((row) => (childrenOf(tree, row)?.length ?? 0) > 0));
    assert.deepEqual(
      tree.rows.map((row) => row.slice(0, tree.columns.length)),
      flat.rows,
    );
  });

  it('puts the name first, and every column once, in any request', () => {
    const update = simulator.snapshot({
      ...perHost,
      columns: ['connections', 'inbound_bps', 'name', 'connections'],
    });
    assert.deepEqual(update.columns, ['name', 'connections', 'inbound_bps']);
  });

  it('has no quality, RTT or latency without a measurement', () => {
    const update = simulator.snapshot({ ...perHost, distributions: [{ name: 'Service' }] });
    const value = (service: string, column: string): unknown =>
      rowOf(update, service)[update.columns.indexOf(column)];
    for (const column of [
      'in_int_quality',
      'out_ext_quality',
      'int_rtt',
      'ext_rtt',
      'in_shapingavg_latency',
    ]) {
      assert.equal(value('DNS', column), null, column);
    }
    for (const column of ['in_int_quality', 'in_ext_quality', 'out_int_quality', 'out_ext_quality']) {
      const quality = Number(value('HLS', column));
      assert.ok(quality > 0.95 && quality <= 1, `${column} ${quality}`);
    }
    assert.ok(Number(value('HLS', 'ext_rtt')) > 0);
  });

  it('does not know the bandwidth of a new item, with any interval', () => {
    for (const interval of [0, 0.5, 60]) {
      const watched = offline({ interval });
      const view: ViewDefinition = {
        distributions: [{ name: 'Service' }, { name: 'Remote Host' }],
        filters: [{ mode: 'include', name: 'Service', values: ['DNS', 'SSH'] }],
        columns: ['inbound_bps'],
        expand: true,
      };
      let known = 0;
      let unknown = 0;
      for (let tick = 0; tick < 60; tick++) {
        watched.tick();
        const update = watched.snapshot(view);
        for (const row of update.rows) {
          for (const [, inbound] of childrenOf(update, row) ?? []) {
            if (inbound === null) unknown += 1;
            else known += 1;
          }
        }
      }
      assert.ok(unknown > 0 && known > 5 * unknown, `${interval} s: ${known}, ${unknown}`);
    }
  });

  it('lies between its children for averages, and is the largest of their maxima', () => {
    const update = simulator.snapshot({
      distributions: [{ name: 'Service' }, { name: 'Local Host' }],
      filters: [],
      expand: true,
    });
    const numbers = (rows: Row[], column: string): number[] =>
      rows.flatMap((row) => {
        const value = row[update.columns.indexOf(column)];
        return typeof value === 'number' ? [value] : [];
      });
    for (const row of update.rows) {
      const children = childrenOf(update, row) ?? [];
      for (const column of ['in_shapingavg_latency', 'int_rtt', 'ext_rtt']) {
        const [value] = numbers([row], column);
        const parts = numbers(children, column);
        if (value === undefined) assert.deepEqual(parts, [], column);
        else assert.ok(value >= Math.min(...parts) && value <= Math.max(...parts), `${row[0]} ${column}`);
      }
      const [highest] = numbers([row], 'in_shapingmax_latency');
      const parts = numbers(children, 'in_shapingmax_latency');
      assert.equal(highest, parts.length > 0 ? Math.max(...parts) : undefined);
    }
  });

  it('shapes subscribers that exceed their plan, and only them', () => {
    const busy = offline({ hosts: 200 });
    for (let tick = 0; tick < 5; tick++) busy.tick();
    const view: ViewDefinition = {
      ...perHost,
      distributions: [{ name: 'Plan' }, { name: 'Subscriber' }],
      expand: true,
    };
    const update = busy.snapshot(view);
    assert.deepEqual(names(update).sort(), ['Bronze', 'Gold', 'Silver']);
    let shaped = 0;
    const bronze = rowOf(update, 'Bronze');
    assert.ok(valueOf(update, bronze, 'in_shapingdrops') > 0);
    for (const subscriber of childrenOf(update, bronze) ?? []) {
      const drops = valueOf(update, subscriber, 'in_shapingdrops');
      const inbound = valueOf(update, subscriber, 'inbound_bps');
      assert.ok(inbound <= 21e6, 'a plan lets no more through');
      const delayed = valueOf(update, subscriber, 'in_shapingmax_latency') > 2;
      assert.ok(delayed || drops === 0, 'who is not held up loses nothing');
      if (delayed) shaped += 1;
    }
    assert.ok(shaped > 0 && shaped < (childrenOf(update, bronze)?.length ?? 0));
    assert.equal(valueOf(update, rowOf(update, 'Gold'), 'in_shapingdrops'), 0);
  });
});

function checkSums(update: UpdateFrame, rows: Row[], depth: number): void {
  for (const row of rows) {
    const children = childrenOf(update, row);
    assert.equal(children !== undefined, depth > 1);
    if (!children) continue;
    assert.ok(children.length > 0);
    for (const column of SUM_COLUMNS) {
      assert.equal(total(update, children, column), valueOf(update, row, column), column);
    }
    checkSums(update, children, depth - 1);
  }
}
