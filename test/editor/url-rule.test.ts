import assert from 'node:assert/strict';
import { mayUseTls, urlProblem } from '../../nodes/editor/rules/url-rule';
import { keys } from './translator';

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
    it(`may be ${url}`, () => {
      assert.equal(urlProblem(url, keys), undefined);
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
    undefined,
    null,
    8000,
  ]) {
    it(`cannot be ${JSON.stringify(url)}`, () => {
      assert.equal(urlProblem(url, keys), 'common.invalid.url');
    });
  }

  for (const url of ['ws://user:secret@gw/', 'wss://user@gw/', 'ws://${U}:${P}@${HOST}/', '${A}://u:p@gw/']) {
    it(`has no user name or password as in ${url}`, () => {
      assert.equal(urlProblem(url, keys), 'common.invalid.urlCredentials');
    });
  }

  it('has a use for TLS settings with wss, or where only a variable knows', () => {
    assert.equal(mayUseTls('wss://localhost/view'), true);
    assert.equal(mayUseTls(' WSS://localhost/view'), true);
    assert.equal(mayUseTls('${URL}'), true);
    assert.equal(mayUseTls('ws://localhost/view'), false);
    assert.equal(mayUseTls(''), false);
  });
});
