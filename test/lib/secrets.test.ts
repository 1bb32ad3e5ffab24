import assert from 'node:assert/strict';
import { Secrets, secretsOfQuery, withoutSecretsOfQuery } from '../../lib/socket/secrets';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';

const TOKEN = 'tok/en+w="ö 😀&16';

/** Escapes every character, even those that need no escape. */
const escaped = (text: string, digits: (unit: number) => string): string =>
  Array.from({ length: text.length }, (_, index) => digits(text.charCodeAt(index))).join('');
const hex = (unit: number, length = 4): string => unit.toString(16).padStart(length, '0');
const json = (text: string): string => JSON.stringify(text).slice(1, -1);

const spellings: [string, string][] = [
  ['as it is', TOKEN],
  ['with escaped slashes', json(TOKEN).replaceAll('/', '\\/')],
  ['with escapes for all', escaped(TOKEN, (unit) => `\\u${hex(unit)}`)],
  ['with escapes in capital letters', escaped(TOKEN, (unit) => `\\u${hex(unit).toUpperCase()}`)],
  ['in JSON within JSON', json(json(TOKEN).replaceAll('/', '\\/'))],
  ['in JSON within JSON within JSON', json(json(json(TOKEN)))],
  ['in a URL', encodeURIComponent(TOKEN)],
  ['in a URL with small letters', encodeURIComponent(TOKEN).replace(/%../g, (code) => code.toLowerCase())],
  ['in a form', new URLSearchParams({ a: TOKEN }).toString().slice(2)],
  ['in a URL, every byte', [...Buffer.from(TOKEN)].map((byte) => `%${hex(byte, 2)}`).join('')],
  ['in a URL in a URL', encodeURIComponent(encodeURIComponent(TOKEN))],
  ['in a URL in JSON', json(encodeURIComponent(TOKEN)).replaceAll('%', '\\u0025')],
  ['in HTML', TOKEN.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ['in HTML by numbers', Array.from(TOKEN, (c) => `&#${c.codePointAt(0) ?? 0};`).join('')],
  ['in HTML by numbers of base 16', Array.from(TOKEN, (c) => `&#x${hex(c.codePointAt(0) ?? 0)};`).join('')],
  ['in base64', Buffer.from(TOKEN).toString('base64')],
  ['in base64 for URLs', Buffer.from(TOKEN).toString('base64url')],
  ['in base64 with escaped slashes', Buffer.from(TOKEN).toString('base64').replaceAll('/', '\\/')],
];

describe('secrets', () => {
  const secrets = new Secrets([TOKEN]);

  for (const [how, spelled] of spellings) {
    it(`are found ${how}`, () => {
      assert.equal(secrets.hide(`é "${spelled}" ü`).replace(/=+/, ''), 'é "***" ü');
      assert(secrets.areIn(Buffer.from(`\0${spelled}`)));
    });
  }

  it('are found where they are cut off, if at least 8 characters remain', () => {
    const token = 'abcdefgh/ijklmnopq';
    const cut = new Secrets([token]);
    for (let length = 8; length <= token.length; length++) {
      for (const spelled of [token.slice(0, length), json(token.slice(0, length)).replaceAll('/', '\\/')]) {
        assert.equal(cut.hide(`no ${spelled}`), 'no ***');
        assert.equal(cut.hide(`no ${spelled}… and ${spelled}`), 'no ***… and ***');
      }
    }
    assert.equal(cut.hide('no abcdefg'), 'no abcdefg');
    assert.equal(cut.hide(`no ${Buffer.from(token).toString('base64').slice(0, 12)}`), 'no ***');
  });

  it('take no part of the following character where they are cut off', () => {
    assert.equal(new Secrets(['ääääääääé']).hide('ääääääääè 日本'), '***è 日本');
  });

  it('are found only as a whole where a chance match must not drop data', () => {
    const whole = new Secrets([TOKEN], { whole: true });
    assert(!whole.areIn(TOKEN.slice(0, -1)));
    for (const [, spelled] of spellings) assert(whole.areIn(`{"a":"${spelled}"}`), spelled);
  });

  it('can look as if they were escaped', () => {
    for (const secret of ['C:\\new\\u0041', '50%41off', 'a&amp;b&#65;']) {
      const found = new Secrets([secret]);
      for (const spelled of [secret, json(secret), json(json(secret)), encodeURIComponent(secret)])
        assert.equal(found.hide(`<${spelled}>`), '<***>', spelled);
    }
  });

  it('are found far from the beginning of a long text, and next to its end', () => {
    const long = `${'x'.repeat(100_000)}${TOKEN.replace('/', '\\/')}${'y'.repeat(100_000)}${encodeURIComponent(TOKEN)}`;
    assert.equal(secrets.hide(long), `${'x'.repeat(100_000)}***${'y'.repeat(100_000)}***`);
  });

  it('do not change any other text', () => {
    for (const text of ['', 'abc', 'R&D 100% \\o/ \\u0041 %zz &nbsp; half \ud800', 'tok/en'])
      assert.equal(secrets.hide(text), text);
    assert.equal(new Secrets([]).hide('abc'), 'abc');
    assert.equal(new Secrets(['abc', '']).hide('abc'), 'abc', 'too short');
  });

  for (const character of ['\\', '%', '&', '%41', '\\u0041', '&#65;', 'abcdefgh', 'ä', '=', '\\"']) {
    it(`are found in linear time in 64 KiB of ${character}`, () => {
      const text = character.repeat(Math.ceil(65_536 / character.length));
      const begin = performance.now();
      new Secrets(['abcdefghijklmnop', TOKEN]).hide(text);
      assert(performance.now() - begin < 1000);
    });
  }
});

describe('the secrets of a URL', () => {
  const queries: [string, string[], string][] = [
    ['?SECRET', ['SECRET'], '?***'],
    ['?a=b1&SECRET', ['b1', 'SECRET'], '?a=***&***'],
    ['?SECRET=', ['SECRET'], '?***'],
    ['?U0VDUkVU==', ['U0VDUkVU'], '?***'],
    ['?SEC%2FRET&t=o+p', ['SEC/RET', 'o p'], '?***&t=***'],
    ['?=SECRET', ['SECRET'], '?=***'],
    ['', [], ''],
  ];
  for (const [query, expected, shown] of queries) {
    it(`are known: ${query}`, () => {
      const url = `ws://appliance.example/view${query}`;
      assert.deepEqual(secretsOfQuery(new URL(url).searchParams), expected);
      assert.equal(withoutSecretsOfQuery(url), `ws://appliance.example/view${shown}`);
    });
  }

  it('are in nothing that an endpoint shows', () => {
    const { quote, hide } = createEndpoint({
      ...ENDPOINT_DEFAULTS,
      url: 'ws://appliance.example/view?SE/CRET',
    });
    for (const show of [quote, hide])
      assert.equal(show('GET /view?SE/CRET, SE\\/CRET, SE%2fCRET'), 'GET /view?***, ***, ***');
  });

  it('do not pass through an update in another spelling', () => {
    const token = 'abc/defghijklmnop+q';
    const credentials = { type: 'bearer', token } as const;
    const { repeatsCredentials } = createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'ws://a/', credentials });
    for (const spelled of [
      token,
      token.replace('/', '\\/'),
      token.replace('/', '\\u002F'),
      encodeURIComponent(token),
    ])
      assert(repeatsCredentials(Buffer.from(`{"type":"update","rows":[["${spelled}"]]}`)), spelled);
    assert(!repeatsCredentials(Buffer.from('{"rows":[["abc/defg"]]}')));
  });
});
