import assert from 'node:assert/strict';
import { columnChoices, columnCount } from '../../../nodes/liveview/dialog/columns';
import { columnHint, distributionHints, filterHints } from '../../../nodes/dialog/suggestions/hints';
import { nearest } from '../../../nodes/dialog/suggestions/nearest';
import {
  distributionOptions,
  filterArgOptions,
  filterOptions,
  filterValueOptions,
  filterValueType,
  findFilter,
  matching,
  plain,
} from '../../../nodes/dialog/suggestions/options';
import { findUpstream, type Origin } from '../../../nodes/alert/dialog/upstream';
import { valueHint, valueOptions } from '../../../nodes/dialog/suggestions/value-names';
import { LAB } from './catalogs';
import { keys } from '../../locales/translator';
import { english } from '../../locales/translator-english';

const values = (options: readonly { value: string }[]): string[] => options.map(({ value }) => value);

describe('suggestions', () => {
  it('come from the catalogue, and say what arguments mean', () => {
    assert.deepEqual(distributionOptions(LAB), [
      { value: 'Local Host' },
      { value: 'Host' },
      { value: 'Service' },
      { value: 'NetObject Level', detail: 'path' },
    ]);
    assert.equal(filterOptions(LAB).find(({ value }) => value === 'Flags')?.detail, 'flag');
  });

  it('are the documented names without a catalogue', () => {
    assert.ok(values(distributionOptions(undefined)).includes('Server Hostname'));
    assert.ok(values(filterOptions(undefined)).includes('Visible NetObject'));
    assert.deepEqual(filterValueOptions(undefined, undefined), []);
  });

  it('for values are a filter’s choices, or the services', () => {
    const of = (name: string): string[] => values(filterValueOptions(LAB, findFilter(LAB, name)));
    assert.deepEqual(of('Plan'), ['Gold', 'Silver']);
    assert.deepEqual(of(' Service '), ['DNS', 'NTP']);
    assert.deepEqual(of('Host'), []);
    assert.deepEqual(of('Flags'), [], 'those are the argument’s');
    assert.deepEqual(values(filterArgOptions(findFilter(LAB, 'Flags'))), ['ASYMMETRIC']);
    assert.deepEqual(filterArgOptions(findFilter(LAB, 'Plan')), []);
  });

  it('know the type of a filter’s values', () => {
    const of = (name: string): string | undefined => filterValueType(findFilter(LAB, name));
    assert.deepEqual(['Flags', 'Port', 'Host', 'Session Context', 'Other'].map(of), [
      'bool',
      'num',
      'str',
      'str',
      undefined,
    ]);
  });

  it('match anywhere and in any case; those that start with the text come first', () => {
    const options = plain(['Local Host', 'Host', 'Remote Host', 'Service']);
    assert.deepEqual(values(matching(options, ' hOst')), ['Host', 'Local Host', 'Remote Host']);
    assert.deepEqual(values(matching(options, '')), values(options));
    assert.deepEqual(matching(options, 'x'), []);
  });
});

describe('the nearest name', () => {
  it('differs in case or a letter or two', () => {
    assert.equal(nearest('servise', ['Server', 'Service']), 'Service');
    assert.equal(nearest('SERVICE', ['Service']), 'Service');
    assert.equal(nearest('Sevrice', ['Service']), 'Service');
  });

  it('does not exist where too much differs', () => {
    assert.equal(nearest('DNS', ['NTP']), undefined);
    assert.equal(nearest('ab', ['ac']), undefined);
    assert.equal(nearest('Plan', []), undefined);
  });
});

describe('hints', () => {
  const distribution = (name: string, arg = ''): object => distributionHints({ name, arg }, LAB, english);
  const filter = (name: string, arg: string, ...texts: string[]): object =>
    filterHints({ name, arg, values: texts.map((v) => ({ v, vt: 'str' })) }, LAB, english);

  it('say that a distribution is unknown, and which one you may mean', () => {
    assert.deepEqual(distribution('Cell'), { name: 'lab-1 does not know this distribution' });
    assert.deepEqual(distribution('Servise'), {
      name: 'lab-1 does not know this distribution. Did you mean “Service”?',
    });
  });

  it('say that an argument is missing or superfluous', () => {
    assert.deepEqual(distribution('NetObject Level'), { arg: 'Needs an argument: path' });
    assert.deepEqual(distribution('Service', 'a'), { arg: 'Takes no argument' });
    assert.deepEqual(distribution('NetObject Level', '${PATH}'), {});
    assert.deepEqual(filter('Flags', '', 'true'), { arg: 'Needs an argument: flag' });
    assert.deepEqual(filter('Plan', 'x', 'Gold'), { arg: 'Takes no argument' });
  });

  it('say that a filter, its argument or a value is unknown', () => {
    assert.deepEqual(filter('Cell', '', 'a'), { name: 'lab-1 does not know this filter' });
    assert.deepEqual(filter('Flags', 'ASYMETRIC'), {
      arg: 'lab-1 does not offer “ASYMETRIC” here. Did you mean “ASYMMETRIC”?',
    });
    assert.deepEqual(filter('Service', '', 'DNS', 'Other'), {
      values: 'lab-1 does not know the service “Other”',
    });
    assert.deepEqual(filter('Plan', '', 'Golde'), {
      values: 'lab-1 does not offer “Golde” here. Did you mean “Gold”?',
    });
  });

  it('are silent about what is known, empty, or known only at run time', () => {
    assert.deepEqual(distribution(' Service '), {});
    assert.deepEqual(distribution(''), {});
    assert.deepEqual(distribution('x ${NAME}', 'a'), {});
    assert.deepEqual(filter('Service', '', 'DNS', '', '${SERVICE}'), {});
    assert.deepEqual(filter('Host', '', 'anything'), {});
    const fromMessage = { name: 'Service', arg: '', values: [{ v: 'payload', vt: 'msg' }] };
    assert.deepEqual(filterHints(fromMessage, LAB, english), {});
  });

  it('do not use the documented names', () => {
    assert.deepEqual(distributionHints({ name: 'Cell', arg: 'a' }, undefined, keys), {});
    assert.deepEqual(filterHints({ name: 'Cell', arg: 'a', values: [] }, undefined, keys), {});
    assert.equal(columnHint('x', undefined, keys), undefined);
  });

  it('say that a column is unknown', () => {
    assert.equal(
      columnHint('in_packet', LAB, english),
      'lab-1 does not know this column. Did you mean “in_packets”?',
    );
    assert.equal(columnHint('in_packets', LAB, english), undefined);
    assert.equal(columnHint('${COLUMN}', LAB, english), undefined);
  });
});

describe('the columns to choose from', () => {
  const shown = (chosen: string[], text = ''): string[] =>
    columnChoices(chosen, LAB, text).map(({ column, free }) => (free ? `use ${column}` : column));

  it('are the chosen ones in their order, then the others', () => {
    assert.deepEqual(shown(['own', 'in_packets', 'own']), [
      'own',
      'in_packets',
      'name',
      'inbound_bps',
      'out_quality',
    ]);
    assert.equal(columnCount(['own', 'own', 'in_packets'], LAB), 5);
  });

  it('have the catalogue’s description', () => {
    assert.deepEqual(columnChoices([], LAB, 'inbound_bps'), [
      { column: 'inbound_bps', title: 'Inbound bandwidth', unit: 'bit/s', default: true },
    ]);
    assert.deepEqual(columnChoices([], LAB, 'out_quality'), [
      { column: 'out_quality', title: 'Outbound quality', default: true },
    ]);
  });

  it('match by name and title, and include what you type', () => {
    assert.deepEqual(shown([], ' BANDwidth '), ['inbound_bps', 'use BANDwidth']);
    assert.deepEqual(shown([], 'in_packets'), ['in_packets']);
    assert.deepEqual(shown(['own'], 'own'), ['own']);
  });

  it('are the documented ones and the chosen ones without a catalogue', () => {
    assert.deepEqual(
      columnChoices(['own'], undefined, '').map(({ column }) => column),
      ['own', 'name', 'inbound_bps', 'outbound_bps', 'in_quality_packets'],
    );
  });
});

describe('the columns of an alert', () => {
  const source = { label: 'My view', columns: [], catalog: LAB };

  it('are the pretty names of the default columns', () => {
    assert.deepEqual(valueOptions([source]), [
      { value: 'inbound', detail: 'Inbound bandwidth, bit/s' },
      { value: 'out.quality', detail: 'Outbound quality' },
    ]);
  });

  it('are the raw columns of the view', () => {
    assert.deepEqual(valueOptions([{ ...source, columns: ['name', 'in_packets', 'own'] }]), [
      { value: 'in_packets', detail: 'packets' },
      { value: 'own' },
    ]);
  });

  it('include those of all views', () => {
    assert.deepEqual(values(valueOptions([source, { ...source, columns: ['in_packets', 'inbound'] }])), [
      'inbound',
      'out.quality',
      'in_packets',
    ]);
  });

  it('are the documented ones where the view or its appliance is unknown', () => {
    assert.ok(values(valueOptions([])).includes('in.shapingdrops'));
    assert.ok(values(valueOptions([{ ...source, catalog: undefined }])).includes('in.shapingdrops'));
  });

  it('give a hint where no update has the column', () => {
    assert.equal(valueHint('inbound', [source], english), undefined);
    assert.equal(
      valueHint('inbound_bps', [source], english),
      'The updates of “My view” do not have this column',
    );
    assert.equal(valueHint('other', [source], english), 'lab-1 does not know this column');
    assert.equal(
      valueHint('inbuond', [source], english),
      'lab-1 does not know this column. Did you mean “inbound”?',
    );
    assert.equal(valueHint('', [source], english), undefined);
    assert.equal(valueHint('${COLUMN}', [source], english), undefined);
  });

  it('give no hint where one of the views can have any column', () => {
    assert.equal(valueHint('other', [], english), undefined);
    assert.equal(valueHint('other', [source, { ...source, catalog: undefined }], english), undefined);
  });
});

describe('the way back along the wires', () => {
  const wires: Record<string, string[]> = {
    alert: ['function', 'live3'],
    function: ['link', 'function'],
    link: ['live1', 'live2', 'alert'],
    live1: ['live0'],
    live3: ['function'],
  };
  const before = ({ id }: { id: string }): Origin<{ id: string }>[] =>
    (wires[id] ?? []).map((each) => ({ node: { id: each }, port: 0 }));

  it('finds the first node of each way, once, and stops at a loop', () => {
    const found = findUpstream({ id: 'alert' }, before, ({ id }) => id.startsWith('live'));
    assert.deepEqual(
      found.map(({ id }) => id),
      ['live3', 'live1', 'live2'],
    );
  });

  it('continues from the output that a message came from', () => {
    const ports: number[] = [];
    findUpstream(
      { id: 'a' },
      ({ id }, port) => {
        ports.push(port);
        return id === 'a' ? [{ node: { id: 'b' }, port: 2 }] : [];
      },
      () => false,
    );
    assert.deepEqual(ports, [0, 2]);
  });
});
