import assert from 'node:assert/strict';
import { distributionLabel, filterLabel } from '../../nodes/editor/rules/labels';

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
