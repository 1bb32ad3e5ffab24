import assert from 'node:assert/strict';
import { problemsOf } from '../../../lib/settings/settings';
import { mayUseTls } from '../../../nodes/appliance/dialog/url-rule';
import { SETTINGS } from '../../../nodes/appliance/settings';

const codes = (url: unknown): string[] => problemsOf({ url: SETTINGS.url }, { url }).map(({ code }) => code);

describe("an appliance's URL", () => {
  for (const url of [
    'ws://localhost:8000/view',
    'wss://localhost/view',
    'WSS://localhost/view',
    'ws://10.0.0.1:8000/view?a=b',
    'ws://[::1]:8000/view',
    ' ws://localhost/view ',
    '${URL}',
    '${BASE}/view',
    'wss://${HOST}/view',
    'wss://${HOST}:${PORT}/view',
    'wss://box-${SITE}.localhost:8${PORT}/view',
  ]) {
    it(`can be ${url}`, () => {
      assert.deepEqual(codes(url), []);
    });
  }

  for (const url of [
    '',
    'localhost:8000/view',
    'http://localhost/view',
    'ws:localhost',
    'ws://',
    'ws:///view',
    'ws://local host/view',
    'ws://localhost:port/view',
    'http://${HOST}/view',
    'host-${NAME}/view',
    8000,
  ]) {
    it(`cannot be ${JSON.stringify(url)}`, () => {
      assert.deepEqual(codes(url), ['invalid-url']);
    });
  }

  it('cannot be missing', () => {
    for (const url of [undefined, null]) assert.deepEqual(codes(url), ['invalid-text']);
  });

  for (const url of ['ws://user:secret@gw/', 'wss://user@gw/', 'ws://${U}:${P}@${HOST}/', '${A}://u:p@gw/']) {
    it(`cannot have a user name or password as in ${url}`, () => {
      assert.deepEqual(codes(url), ['url-credentials']);
    });
  }

  it('uses TLS settings with wss, or where a variable decides', () => {
    assert.equal(mayUseTls('wss://localhost/view'), true);
    assert.equal(mayUseTls(' WSS://localhost/view'), true);
    assert.equal(mayUseTls('${URL}'), true);
    assert.equal(mayUseTls('ws://localhost/view'), false);
    assert.equal(mayUseTls(''), false);
  });
});
