import assert from 'node:assert/strict';
import { alertLabel } from '../../../nodes/alert/dialog/label';
import { catalogLabel } from '../../../nodes/catalog/dialog/label';
import { applianceLabel } from '../../../nodes/dialog/rules/appliance-label';
import { distributionLabel } from '../../../nodes/distribution/dialog/label';
import { filterLabel } from '../../../nodes/filter/dialog/label';
import { liveviewLabel } from '../../../nodes/liveview/dialog/label';
import { english } from '../../locales/translator-english';

const text = (v: string) => ({ v, vt: 'str' });

describe('the label of a distribution node', () => {
  it('is what it distributes on, with the argument', () => {
    assert.equal(distributionLabel('Service', ''), 'Service');
    assert.equal(distributionLabel('NetObject Level', 'a/b'), 'NetObject Level (a/b)');
  });

  it('is empty without a distribution', () => {
    assert.equal(distributionLabel('', 'a'), '');
    assert.equal(distributionLabel(undefined, undefined), '');
  });
});

describe('the label of a filter node', () => {
  it('says which items it keeps or drops', () => {
    assert.equal(
      filterLabel({ mode: 'include', filter: 'Host', values: [text('10.0.0.1')] }),
      'Host = 10.0.0.1',
    );
    assert.equal(
      filterLabel({ mode: 'exclude', filter: 'Service', values: [text('DNS'), text('NTP')] }),
      'Service ≠ DNS, NTP',
    );
    assert.equal(
      filterLabel({
        mode: 'include',
        filter: 'Flags',
        arg: 'ASYMMETRIC',
        values: [{ v: 'true', vt: 'bool' }],
      }),
      'Flags (ASYMMETRIC) = true',
    );
  });

  it('shows where values come from', () => {
    const values = ['msg', 'flow', 'global'].map((vt) => ({ v: 'a', vt }));
    assert.equal(filterLabel({ filter: 'Host', values }), 'Host = msg.a, flow.a, global.a');
    assert.equal(filterLabel({ filter: 'Host', values: [{ v: 'HOST', vt: 'env' }] }), 'Host = $HOST');
  });

  it('omits the values after the third', () => {
    assert.equal(
      filterLabel({ filter: 'Service', values: ['a', 'b', 'c', 'd'].map(text) }),
      'Service = a, b, c, …',
    );
  });

  it('is only the name without values, and empty without a name', () => {
    assert.equal(filterLabel({ filter: 'Host' }), 'Host');
    assert.equal(filterLabel({ filter: '', values: [text('a')] }), '');
    assert.equal(filterLabel({}), '');
  });
});

describe('the label of a liveview node', () => {
  const hosts = [{ name: 'Local Host' }, { name: 'Service' }];
  const host = { mode: 'include', name: 'Host', values: ['10.0.0.1'] };
  const label = (distributions: unknown, filters?: unknown): string =>
    liveviewLabel({ distributions, filters }, english);

  it('is what it distributes on, with the arguments', () => {
    assert.equal(label(hosts, []), 'Local Host / Service');
    assert.equal(
      label([{ name: 'NetObject Level', arg: 'PSM/By Location' }]),
      'NetObject Level (PSM/By Location)',
    );
  });

  it('shows its filters as a filter node does', () => {
    assert.equal(label(hosts, [host]), 'Local Host / Service · Host = 10.0.0.1');
    assert.equal(
      label([{ name: 'Service' }], [{ mode: 'exclude', name: 'Flags', arg: 'LOCAL', values: [true] }, host]),
      'Service · Flags (LOCAL) ≠ true, Host = 10.0.0.1',
    );
  });

  it('counts the filters where they are too long', () => {
    const long = { mode: 'exclude', name: 'Server Hostname', values: ['a.example.com', 'b.example.com'] };
    assert.equal(label(hosts, [long]), 'Local Host / Service · 1 filter');
    assert.equal(label(hosts, [host, host, host]), 'Local Host / Service · 3 filters');
  });

  it('has at most fifty characters, and keeps the number of filters', () => {
    const levels = ['Local Host', 'Service', 'Server Hostname', 'Remote Host', 'Protocol'].map((name) => ({
      name,
    }));
    assert.equal(label(levels, []), 'Local Host / Service / Server Hostname / Remote H…');
    assert.equal(label(levels, [host, host]), 'Local Host / Service / Server Hostnam… · 2 filters');
    assert.equal(label(levels, [host, host]).length, 50);
  });

  it('is empty without a distribution, regardless of the rest', () => {
    for (const none of [[], [{ name: '' }, {}], undefined, 'Service']) assert.equal(label(none, [host]), '');
    assert.equal(label([{ name: 'Service' }], 'nothing'), 'Service');
    assert.equal(label([{ name: 'Service' }], [{ name: '' }]), 'Service');
  });
});

describe('the label of an alert node', () => {
  const drops = {
    column: 'in.shapingdrops',
    measure: 'percent',
    of: 'in.shapingtotal',
    op: 'gt',
    raise: 5,
  };
  const label = (...conditions: unknown[]): string => alertLabel(conditions, english);

  it('is its first condition', () => {
    assert.equal(label({ ...drops, column: 'a', of: 'b' }), 'a as % of b > 5');
    assert.equal(label({ column: 'rtt', measure: 'value', op: 'lte', raise: '${LOW}' }), 'rtt ≤ ${LOW}');
    assert.equal(label({ column: 'drops', measure: 'rate', op: 'lt', raise: 5 }), 'drops per second < 5');
    assert.equal(label({ column: 'drops', measure: 'rate', op: 'gte', raise: 0 }), 'drops per second ≥ 0');
  });

  it('counts the other conditions', () => {
    const rtt = { column: 'rtt', raise: 5 };
    assert.equal(label(rtt, drops), 'rtt > 5 +1');
    assert.equal(label({ column: '' }, rtt, drops, drops), 'rtt > 5 +2');
  });

  it('has a sign for the measure where its name does not fit', () => {
    assert.equal(label(drops), 'in.shapingdrops % > 5');
    assert.equal(label(drops, drops), 'in.shapingdrops % > 5 +1');
    assert.equal(label({ ...drops, measure: 'rate', raise: 1.5 }), 'in.shapingdrops/s > 1.5');
  });

  it('has at most twenty-five characters, and keeps the level', () => {
    const column = 'in.shapingdrops.of.everything';
    assert.equal(label({ ...drops, column, measure: 'value' }), 'in.shapingdrops.of.e… > 5');
    assert.equal(label({ ...drops, column }, drops), 'in.shapingdrops… % > 5 +1');
    assert.equal(
      label({ ...drops, column, raise: '${THE_LEVEL_OF_THIS_ALARM}' }),
      '… % > ${THE_LEVEL_OF_THI…',
    );
    for (const measure of ['value', 'rate', 'percent']) {
      for (const raise of [0, 123456789.5, '${LEVEL}', '']) {
        const long = label({ column, measure, of: column, raise }, drops, drops);
        assert.ok(Array.from(long).length <= 25, long);
      }
    }
  });

  it('shows a gap for a missing part, and nothing without a column', () => {
    assert.equal(label({ column: 'rtt', raise: '' }), 'rtt > …');
    assert.equal(label({ column: 'rtt', measure: 'percent', raise: 5 }), 'rtt as % of … > 5');
    assert.equal(label({ column: ' ' }), '');
    assert.equal(label(), '');
    assert.equal(alertLabel(undefined, english), '');
  });
});

describe('the label of a catalog node', () => {
  it("says whose catalogue it is, by the appliance's name or URL", () => {
    assert.equal(
      catalogLabel(applianceLabel({ name: 'Core', url: 'ws://a/view' }), english),
      'catalogue of Core',
    );
    assert.equal(
      catalogLabel(applianceLabel({ name: ' ', url: 'ws://a/view' }), english),
      'catalogue of ws://a/view',
    );
  });

  it('shows no password that the URL still has', () => {
    assert.equal(applianceLabel({ url: 'ws://user:secret@a/view' }), 'ws://a/view');
  });

  it('is empty without an appliance', () => {
    assert.equal(catalogLabel('', english), '');
    assert.equal(applianceLabel({}), '');
  });
});

describe('a label', () => {
  it('is one line, cut between whole characters', () => {
    assert.equal(distributionLabel('Net\nObject', undefined), 'Net Object');
    const label = distributionLabel('😀'.repeat(60), '');
    assert.equal(label, `${'😀'.repeat(49)}…`);
    assert.equal(filterLabel({ filter: 'Host', values: [text('x'.repeat(80))] }).length, 50);
  });
});
