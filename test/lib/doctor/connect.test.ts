import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { connectFirst, HEAD_START, NoneConnects } from '#lib/doctor/connect';
import { freePort } from '../../support/free-port';
import { SteeredClock } from '../../support/steered-clock';

/** Both are this machine. */
const [FIRST, SECOND] = ['127.0.0.1', '127.0.0.2'];

describe('a connection to the first address that accepts', () => {
  let server: net.Server;
  let port: number;
  let clock: SteeredClock;
  let attempt: AbortController;

  beforeEach(async () => {
    clock = new SteeredClock();
    attempt = new AbortController();
    server = net.createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(0, SECOND);
    await once(server, 'listening');
    port = (server.address() as net.AddressInfo).port;
  });
  afterEach(() => {
    server.close();
  });

  it('is to the next one where the first refuses, and says so', async () => {
    const { socket, address, unreached } = await connectFirst([FIRST, SECOND], port, clock, attempt.signal);
    assert.equal(address, SECOND);
    assert.deepEqual(unreached, [{ address: FIRST, code: 'ECONNREFUSED' }]);
    assert.equal(clock.pending(), 0);
    socket.destroy();
  });

  it('tries the next one beside the first after a while, and leaves no second connection', async () => {
    const accepted: net.Socket[] = [];
    server.on('connection', (socket) => accepted.push(socket));
    const connecting = connectFirst([SECOND, SECOND], port, clock, attempt.signal);
    // Before the first has answered.
    assert.equal(clock.pending(HEAD_START), 1);
    const advancing = clock.advance(HEAD_START);
    const { socket } = await connecting;
    await advancing;
    socket.end();
    await once(socket, 'close');
    server.close();
    await once(server, 'close');
    assert(accepted.length >= 1);
    assert.equal(clock.pending(), 0);
  });

  it('says of each address why there is none', async () => {
    const closed = await freePort();
    await assert.rejects(connectFirst([FIRST, SECOND], closed, clock, attempt.signal), (error) => {
      assert(error instanceof NoneConnects);
      assert.deepEqual(
        error.unreached,
        [FIRST, SECOND].map((address) => ({ address, code: 'ECONNREFUSED' })),
      );
      assert.equal(error.message, '127.0.0.1: ECONNREFUSED, 127.0.0.2: ECONNREFUSED');
      return true;
    });
  });

  it('can be given up', async () => {
    let settled = false;
    const over = (): void => {
      settled = true;
    };
    connectFirst([SECOND, FIRST], port, clock, attempt.signal).then(over, over);
    attempt.abort();
    server.close();
    // No connection is left that would keep it.
    await once(server, 'close');
    assert.equal(settled, false);
    assert.equal(clock.pending(), 0);
  });
});
