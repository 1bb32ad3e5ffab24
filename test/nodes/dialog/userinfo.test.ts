import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitsCredentials, separateUserinfo } from '../../../nodes/dialog/rules/userinfo';

describe('user name and password in a URL', () => {
  const cases: [string, string, string, string][] = [
    ['ws://user:secret@gw:8000/view', 'ws://gw:8000/view', 'user', 'secret'],
    ['wss://user@gw/view', 'wss://gw/view', 'user', ''],
    ['ws://:secret@gw/', 'ws://gw/', '', 'secret'],
    ['ws://user:a:b@c@gw/', 'ws://gw/', 'user', 'a:b@c'],
    ['ws://us%40er:%3A%2F@gw/?x=@y', 'ws://gw/?x=@y', 'us@er', ':/'],
    ['ws://user:100%@gw/', 'ws://gw/', 'user', '100%'],
    ['ws://${USER}:${PASSWORD}@${HOST}/view', 'ws://${HOST}/view', '${USER}', '${PASSWORD}'],
    ['ws://user:secret@', 'ws://', 'user', 'secret'],
  ];
  for (const [given, url, username, password] of cases) {
    it(`are taken out of ${given}`, () => {
      assert.deepEqual(separateUserinfo(given), { url, username, password });
    });
  }

  for (const url of [
    '',
    'ws://gw/view',
    'ws://gw/view?mail=a@b',
    'ws://gw/@',
    'ws://gw/#@',
    'ws://@gw/',
    '${URL}',
  ]) {
    it(`are absent from ${JSON.stringify(url)}`, () => {
      assert.equal(separateUserinfo(url), undefined);
    });
  }

  it('are found wherever the runtime finds them, and nothing of them stays', () => {
    const part = fc.string({
      unit: fc.constantFrom(...'a Z 0 : @ % 4 . / ? # [ ] ! $ & \\'.split(' ')),
      maxLength: 8,
    });
    fc.assert(
      fc.property(part, part, (before, after) => {
        const text = `ws://${before}@${after}`;
        let read: URL;
        try {
          read = new URL(text);
        } catch {
          return;
        }
        const separated = separateUserinfo(text);
        assert.equal(separated !== undefined, read.username !== '' || read.password !== '', text);
        if (!separated) return;
        const { username, password, href } = new URL(separated.url);
        assert.deepEqual([username, password], ['', '']);
        read.username = read.password = '';
        assert.equal(href, read.href);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('move to the credentials if a variable is all of one, because Node-RED replaces no others there', () => {
    const of = (username: string, password: string): boolean =>
      fitsCredentials({ url: '', username, password });
    assert.deepEqual(
      [of('user', 'secret'), of('${U}', '${P}'), of('user-${U}', 'secret'), of('user', '${P}x')],
      [true, true, false, false],
    );
  });
});
