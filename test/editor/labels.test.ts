import assert from 'node:assert/strict';
import {
  alertLabel,
  applianceLabel,
  catalogLabel,
  distributionLabel,
  filterLabel,
  liveviewLabel,
} from '../../nodes/editor/rules/labels';
import { english } from './translator-english';

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
  it('says what it keeps or drops', () => {
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

  it('leaves out the values after the third', () => {
    assert.equal(
      filterLabel({ filter: 'Service', values: ['a', 'b', 'c', 'd'].map(text) }),
      'Service = a, b, c, …',
    );
  });

  it('is the name alone without values, and empty without a name', () => {
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

  it('says what it filters, as a filter node does', () => {
    assert.equal(label(hosts, [host]), 'Local Host / Service · Host = 10.0.0.1');
    assert.equal(
      label([{ name: 'Service' }], [{ mode: 'exclude', name: 'Flags', arg: 'LOCAL', values: [true] }, host]),
      'Service · Flags (LOCAL) ≠ true, Host = 10.0.0.1',
    );
  });

  it('says how many filters there are where they are too long', () => {
    const long = { mode: 'exclude', name: 'Server Hostname', values: ['a.example.com', 'b.example.com'] };
    assert.equal(label(hosts, [long]), 'Local Host / Service · 1 filter');
    assert.equal(label(hosts, [host, host, host]), 'Local Host / Service · 3 filters');
  });

  it('is of fifty characters at most, and keeps the number of filters', () => {
    const levels = ['Local Host', 'Service', 'Server Hostname', 'Remote Host', 'Protocol'].map((name) => ({
      name,
    }));
    assert.equal(label(levels, []), 'Local Host / Service / Server Hostname / Remote H…');
    assert.equal(label(levels, [host, host]), 'Local Host / Service / Server Hostnam… · 2 filters');
    assert.equal(label(levels, [host, host]).length, 50);
  });

  it('is empty without a distribution, whatever else is there', () => {
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
    assert.equal(label(drops), 'in.shapingdrops as % of in.shapingtotal > 5');
    assert.equal(label({ column: 'rtt', measure: 'value', op: 'lte', raise: '${LOW}' }), 'rtt ≤ ${LOW}');
    assert.equal(label({ column: 'drops', measure: 'delta', op: 'gte', raise: 0 }), 'drops per update ≥ 0');
    assert.equal(label({ column: 'drops', measure: 'rate', op: 'lt', raise: 1.5 }), 'drops per second < 1.5');
    assert.equal(
      label({ ...drops, column: 'a', of: 'b', measure: 'deltaPercent' }),
      'growth of a as % of that of b > 5',
    );
  });

  it('says how many more there are', () => {
    assert.equal(label(drops, drops), 'in.shapingdrops as % of in.shapingtotal > 5 +1');
    assert.equal(
      label({ column: '' }, drops, drops, drops),
      'in.shapingdrops as % of in.shapingtotal > 5 +2',
    );
  });

  it('keeps the level where the columns are too long', () => {
    const long = label({ ...drops, column: 'in.shapingdrops.of.everything' }, drops);
    assert.equal(long, 'in.shapingdrops.of.everything as % of in.s… > 5 +1');
    assert.equal(long.length, 50);
  });

  it('shows what is missing as a gap, and nothing without a column', () => {
    assert.equal(label({ column: 'rtt', raise: '' }), 'rtt > …');
    assert.equal(label({ column: 'rtt', measure: 'percent', raise: 5 }), 'rtt as % of … > 5');
    assert.equal(label({ column: ' ' }), '');
    assert.equal(label(), '');
    assert.equal(alertLabel(undefined, english), '');
  });
});

describe('the label of a catalog node', () => {
  it("says whose catalogue it is, by the appliance's name or its URL", () => {
    assert.equal(
      catalogLabel(applianceLabel({ name: 'Core', url: 'ws://a/view' }), english),
      'catalogue of Core',
    );
    assert.equal(
      catalogLabel(applianceLabel({ name: ' ', url: 'ws://a/view' }), english),
      'catalogue of ws://a/view',
    );
  });

  it('shows no password that is still in the URL', () => {
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
