import assert from 'node:assert/strict';
import { LONGEST_PEER_TEXT, peerText } from '../../lib/socket/peer-text';
import { Secrets } from '../../lib/socket/secrets';

describe('a text of the other side', () => {
  it('stays unchanged where it is harmless', () => {
    const plain = 'Ungültig: „Größe“ 日本語 😀 👨‍👩‍👧 a-b_c (x) [y] <z> $t(a) __host__';
    assert.equal(peerText(new Secrets([]))(plain), plain);
  });

  it('stays on one line and controls nothing', () => {
    const forged = 'bad\r\n23 Nov 12:00:00 - [info] all is well\u001b[2J\u2028x\u0085y\u0000z\u202egpj\ud800';
    assert.equal(
      peerText(new Secrets([]))(forged),
      'bad 23 Nov 12:00:00 - [info] all is well\ufffd[2J x\ufffdy\ufffdz\ufffdgpj\ufffd',
    );
  });

  it('is cut to a maximum length', () => {
    const long = peerText(new Secrets([]))('x'.repeat(1_000_000));
    assert.equal(long.length, LONGEST_PEER_TEXT);
    assert.match(long, /^x+…$/);
  });

  it('does not repeat a secret, plain or as in a URL, even if one contains the other', () => {
    const quote = peerText(new Secrets(['pa ss/wörd', 'pa ss', 'abc', 'half\ud800']));
    assert.equal(
      quote('a pa ss/wörd, pa%20ss%2Fw%C3%B6rd, pa ss, pa%20ss, abc, half%EF%BF%BD'),
      'a ***, ***, ***, ***, abc, ***',
    );
  });

  it('is searched for secrets before it is cut', () => {
    const quote = peerText(new Secrets(['secret']));
    assert.doesNotMatch(quote(`${'x'.repeat(LONGEST_PEER_TEXT - 4)}secret`), /se/);
  });
});
