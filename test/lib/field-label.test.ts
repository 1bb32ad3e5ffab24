import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fieldLabel, type LabelKey } from '../../lib/field-label';

interface Texts {
  [key: string]: string | Texts;
}

const folder = path.join(__dirname, '..', '..', 'locales');

function translator(language: string): (key: LabelKey, params?: Record<string, number>) => string {
  return (key, params = {}) => {
    const [set = '', address = ''] = key.split(':');
    const texts = JSON.parse(readFileSync(path.join(folder, language, `${set}.json`), 'utf8')) as Texts;
    const found = address
      .split('.')
      .reduce<string | Texts | undefined>(
        (at, name) => (typeof at === 'object' ? at[name] : undefined),
        texts,
      );
    assert(typeof found === 'string', `${language}: ${key}`);
    return found.replace(/__(\w+?)__/g, (_, name: string) => String(params[name]));
  };
}

describe('the label of a field', () => {
  const said: [path: string, english: string, german: string][] = [
    ['values[0]', 'Value 1', 'Wert 1'],
    ['values', 'Values', 'Werte'],
    ['values[1][0]', 'Value 2 [0]', 'Wert 2 [0]'],
    ['filters[0].values[1]', 'Filter 1, Value 2', 'Filter 1, Wert 2'],
    ['filters[2].mode', 'Filter 3, Mode', 'Filter 3, Modus'],
    ['distributions[1].arg', 'Level 2, Argument', 'Ebene 2, Argument'],
    ['columns[4]', 'Column 5', 'Spalte 5'],
    ['interval', 'Interval', 'Intervall'],
    ['reconnectMin', 'First reconnect within', 'Erster Neuversuch nach max.'],
  ];
  for (const [field, english, german] of said) {
    it(`is as in the form: ${field}`, () => {
      assert.equal(fieldLabel(field, translator('en-US')), english);
      assert.equal(fieldLabel(field, translator('de')), german);
    });
  }

  it('exists in every language', () => {
    const fields =
      'name arg mode values filter distribution url auth codec counters headers[0] handshakeTimeout heartbeat staleAfter reconnectMin ' +
      'reconnectMax maxPayload expand output shape origin measurement sort limit interval autostart column measure of ' +
      'op raise clear raiseFor clearFor goneFor noDataFor remind severity match store filters[0] values[0] columns[0] distributions[0]';
    for (const language of ['en-US', 'de', 'ja', 'ko', 'pt-BR']) {
      for (const field of fields.split(' ')) assert.notEqual(fieldLabel(field, translator(language)), field);
    }
  });

  for (const field of [
    'msg.view.filters[0].values[1]',
    'msg.action',
    'view',
    'conditions',
    'constructor',
    'filters[x]',
  ]) {
    it(`is the path itself where no form has the field: ${field}`, () => {
      assert.equal(fieldLabel(field, translator('en-US')), field);
    });
  }
});
