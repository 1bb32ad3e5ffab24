import assert from 'node:assert/strict';
import { LONGEST_PEER_TEXT, peerText } from '#lib/socket/peer-text';

describe('what the other side says', () => {
  it('is passed on as it is where it does no harm', () => {
    const plain = 'Ungültig: „Größe“ 日本語 😀 👨‍👩‍👧 a-b_c (x) [y] <z> $t(a) __host__';
    assert.equal(peerText([])(plain), plain);
  });

  it('stays on one line and steers nothing', () => {
    const forged = 'bad\r\n23 Nov 12:00:00 - [info] all is well\u001b[2J\u2028x\u0085y\u0000z\u202egpj\ud800';
    assert.equal(
      peerText([])(forged),
      'bad 23 Nov 12:00:00 - [info] all is well\ufffd[2J x\ufffdy\ufffdz\ufffdgpj\ufffd',
    );
  });

  it('has an end', () => {
    const long = peerText([])('x'.repeat(1_000_000));
    assert.equal(long.length, LONGEST_PEER_TEXT);
    assert.match(long, /^x+…$/);
  });

  it('does not repeat a secret, as it is or as in a URL, also where one is in the other', () => {
    const quote = peerText(['pa ss/wörd', 'pa ss', 'abc', 'half\ud800']);
    assert.equal(
      quote('a pa ss/wörd, pa%20ss%2Fw%C3%B6rd, pa ss, pa%20ss, abc, half%EF%BF%BD'),
      'a ***, ***, ***, ***, abc, ***',
    );
  });

  it('is searched for secrets before it is cut', () => {
    const quote = peerText(['secret']);
    assert.doesNotMatch(quote(`${'x'.repeat(LONGEST_PEER_TEXT - 4)}secret`), /se/);
  });
});
