import assert from 'node:assert/strict';
import { HEADER_SECRETS, headersProperty } from '../../lib/settings/headers';
import { problemsOf, readSettings } from '../../lib/settings/settings';
import { STRICT } from '../../lib/settings/take';
import { CONNECTION } from '../../lib/settings/connection';
import { createEndpoint, ENDPOINT_DEFAULTS, type Endpoint } from '../../lib/socket/endpoint';
import type { Header } from '../../lib/socket/endpoint-options';
import { fromClose, fromHttpStatus } from '../../lib/socket/failure';
import { Session } from '../../lib/socket/session';
import { systemClock } from '../../lib/clock';
import { ScriptedSystem } from '../support/scripted-system';

const COOKIE = 'session=c00kie/value-0123456789; theme=dark';
const KEY: Header = { name: 'X-Api-Key', value: 'k3y/of+the-appliance', secret: true };
const ORIGIN: Header = { name: 'Origin', value: 'https://editor.example' };

function endpoint(headers: readonly Header[], more: object = {}): Endpoint {
  return createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'ws://gw.example/view', headers, ...more });
}

/** The codes of the problems, and where each one is. */
function problems(headers: unknown, auth = 'none'): string[] {
  const { auth: authProperty } = CONNECTION;
  return problemsOf({ auth: authProperty, headers: headersProperty }, { auth, headers }).map(
    ({ code, at }) => `${code} ${at}`,
  );
}

describe('custom headers', () => {
  it('are in the request, along with that of the credentials', async () => {
    const system = await ScriptedSystem.start();
    const session = new Session(
      createEndpoint({
        ...ENDPOINT_DEFAULTS,
        url: system.url,
        headers: [KEY, ORIGIN, { name: 'x-latin', value: 'é' }],
        credentials: { type: 'bearer', token: 'tok' },
      }),
      undefined,
      { catalog: () => undefined, update: () => undefined, failed: () => undefined, report: () => undefined },
      systemClock,
    );
    try {
      const { headers } = (await system.peer(0)).request;
      assert.equal(headers['x-api-key'], KEY.value);
      assert.equal(headers.origin, ORIGIN.value);
      assert.equal(headers['x-latin'], 'é');
      assert.equal(headers.authorization, 'Bearer tok');
    } finally {
      await session.close();
      await system.stop();
    }
  });

  it('that are secret are hidden in every error and spelling; others stay readable', () => {
    const { quote, hide } = endpoint([KEY, { name: 'Cookie', value: COOKIE }, ORIGIN]);
    for (const show of [quote, hide]) {
      assert.equal(show(`no ${KEY.value}!`), 'no ***!');
      assert.equal(show(`no ${KEY.value.replace('/', '\\/')}!`), 'no ***!');
      assert.match(show(`no ${Buffer.from(KEY.value).toString('base64')}`), /^no \*{3}=*$/);
      assert.equal(show('c00kie/value-0123456789 has expired'), '*** has expired');
      assert.equal(show(ORIGIN.value), ORIGIN.value);
    }
    assert.equal(
      endpoint([{ name: 'X', value: 'Bearer abcdefgh', secret: true }]).hide('Bearer: abcdefgh'),
      'Bearer: ***',
    );
  });

  it('that are secret pass through no data frame', () => {
    const { repeatsCredentials } = endpoint([KEY, ORIGIN]);
    assert(repeatsCredentials(Buffer.from(`{"rows":[["${KEY.value.replace('/', '\\/')}"]]}`)));
    assert(!repeatsCredentials(Buffer.from(`{"rows":[["${ORIGIN.value}"]]}`)));
  });

  it('tell whether an appliance that asks for credentials got any', () => {
    const cases: [Endpoint, string][] = [
      [endpoint([]), 'no-credentials'],
      [endpoint([ORIGIN]), 'no-credentials'],
      [endpoint([], { credentials: { type: 'basic', username: '', password: '' } }), 'no-credentials'],
      [endpoint([], { credentials: { type: 'bearer', token: '' } }), 'no-credentials'],
      [endpoint([], { credentials: { type: 'basic', username: 'a', password: '' } }), 'unauthorized'],
      [endpoint([], { credentials: { type: 'bearer', token: 'a' } }), 'unauthorized'],
      [endpoint([KEY]), 'unauthorized'],
      [endpoint([{ name: 'authorization', value: 'Token a' }]), 'unauthorized'],
    ];
    for (const [asked, code] of cases) {
      for (const status of [401, 403]) assert.equal(fromHttpStatus(asked, status).code, code);
      const said = { code: 4401, reason: '', refusal: 'unauthorized' } as const;
      const error = fromClose(asked, said);
      assert.equal(error.code, code);
      assert.deepEqual(error.params, { host: 'gw.example', status: 4401 });
    }
  });

  const WRONG: [unknown, string[], string?][] = [
    [undefined, []],
    [[], []],
    [[{ name: 'Origin', value: 'https://a' }], []],
    [[{ name: 'X-A', secret: 'header8' }], []],
    [[{ name: 'X-A', value: '${ANY}' }], []],
    [[{ name: 'X-A', value: 'a ${ANY} b' }], []],
    ['Origin', ['invalid-list headers']],
    [[7], ['invalid-object headers[0]']],
    [[{ name: '', value: 'a' }], ['invalid-name headers[0].name']],
    [[{ name: 'a b', value: 'a' }], ['invalid-header-name headers[0].name']],
    [[{ name: 'a:', value: 'a' }], ['invalid-header-name headers[0].name']],
    [[{ name: 'a\n', value: 'a' }], []],
    [[{ name: 'a\nb', value: 'a' }], ['invalid-header-name headers[0].name']],
    [[{ name: 'é', value: 'a' }], ['invalid-header-name headers[0].name']],
    ...['host', 'Connection', 'UPGRADE', 'Sec-WebSocket-Key', 'sec-websocket-protocol', 'Content-Length'].map(
      (name): [unknown, string[]] => [[{ name, value: 'a' }], ['header-owned headers[0].name']],
    ),
    [[{ name: 'Transfer-Encoding', value: 'chunked' }], ['header-owned headers[0].name']],
    [[{ name: 'Authorization', value: 'Token a' }], []],
    [[{ name: 'Authorization', value: 'Token a' }], ['header-authorization headers[0].name'], 'basic'],
    [[{ name: 'authorization', secret: 'header1' }], ['header-authorization headers[0].name'], 'bearer'],
    [
      [
        { name: 'A', value: 'a' },
        { name: 'a', value: 'b' },
      ],
      ['header-twice headers[1].name'],
    ],
    [[{ name: 'A' }], ['value-empty headers[0].value']],
    [[{ name: 'A', value: ' ' }], ['value-empty headers[0].value']],
    [[{ name: 'A', value: {} }], ['invalid-text headers[0].value']],
    ...['a\r\nHost: b', 'a\0b', 'a\tb', 'a\x7fb', 'a\x85b', 'шum', '\ud83d\ude00'].map(
      (value): [unknown, string[]] => [[{ name: 'A', value }], ['invalid-header-value headers[0].value']],
    ),
    [[{ name: 'A', secret: 'header9' }], ['invalid-choice headers[0].secret']],
    [[{ name: 'A', secret: '' }], ['invalid-choice headers[0].secret']],
    [[{ name: 'A', secret: 'password' }], ['invalid-choice headers[0].secret']],
  ];
  for (const [headers, expected, auth] of WRONG) {
    it(`${JSON.stringify(headers)}${auth ? ` with ${auth}` : ''}: ${expected.join() || 'fine'}`, () => {
      assert.deepEqual(problems(headers, auth), expected);
    });
  }

  it('are sent without the space around them', () => {
    const headers = [
      { name: ' X-A ', value: ' 1 ' },
      { name: 'X-B', secret: HEADER_SECRETS[0], value: 'left behind' },
      { name: '__proto__', value: 'c' },
    ];
    const read = readSettings({ headers: headersProperty }, { headers }, STRICT).headers;
    assert.deepEqual(read, [
      { name: 'X-A', value: '1' },
      { name: 'X-B', secret: 'header1' },
      { name: '__proto__', value: 'c' },
    ]);
    const sent = endpoint([{ name: '__proto__', value: 'c' }]).headers;
    assert.deepEqual(Object.entries(sent), [['__proto__', 'c']]);
  });

  it('are checked wherever an endpoint is made, and the error shows no value', () => {
    const wrong: [Header[], string][] = [
      [[{ name: 'Host', value: 'a' }], 'header-owned'],
      [[{ name: 'a b', value: 'a' }], 'invalid-header-name'],
      [[{ name: 'a', value: 'hush\n' }], 'invalid-header-value'],
      [[{ name: 'a', value: '' }], 'value-empty'],
      [[ORIGIN, { name: 'origin', value: 'b' }], 'header-twice'],
    ];
    for (const [headers, code] of wrong)
      assert.throws(
        () => endpoint(headers),
        (error: { code: string; message: string }) => error.code === code && !error.message.includes('hush'),
      );
    assert.throws(
      () =>
        endpoint([{ name: 'AUTHORIZATION', value: 'a' }], { credentials: { type: 'bearer', token: 'b' } }),
      { code: 'header-authorization' },
    );
  });
});
