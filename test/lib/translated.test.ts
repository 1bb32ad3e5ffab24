import assert from 'node:assert/strict';
import { translated } from '../../lib/translated';

const TEXTS: Readonly<Record<string, string>> = {
  on: '__item__ on __host__: __count__ (__host__)',
  plain: 'a',
};

/** Fills in one placeholder after the other, as Node-RED does. */
function say(key: string, params: Readonly<Record<string, string | number>>): string {
  return Object.entries(params).reduce(
    (text, [name, value]) => text.replaceAll(`__${name}__`, () => String(value)),
    TEXTS[key] ?? key,
  );
}

describe('a translated text', () => {
  it('has its parameters', () => {
    assert.equal(translated(say, 'on', { item: 'a', host: 'b', count: 2 }), 'a on b: 2 (b)');
    assert.equal(translated(say, 'plain'), 'a');
  });

  it('has names as they are, whatever they look like', () => {
    const [item, host] = ['__host__ __count__ $& \ue0001\ue001', '\ue0000\ue001'];
    assert.equal(translated(say, 'on', { item, host, count: 2 }), `${item} on ${host}: 2 (${host})`);
  });
});
