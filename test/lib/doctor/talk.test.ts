import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import net from 'node:net';
import type { CheckResult } from '../../../lib/doctor/finding';
import { Certificates } from '../../support/certificates';
import { answer, type Peer, ScriptedSystem, type UpgradeScript } from '../../support/scripted-system';
import { Examined, examine, failureIn, MEASURE, told } from './examined';

describe('the doctor, from the upgrade on', () => {
  let system: ScriptedSystem;

  beforeEach(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
    };
  });
  afterEach(() => system.stop());

  /** A check's text, where no check fails. */
  async function check(name: CheckResult['check'], examined: Examined): Promise<string> {
    const { results } = await examined.outcome();
    assert.deepEqual(
      results.filter(({ state }) => state === 'failed' || state === 'untried'),
      [],
    );
    return told(results.find((result) => result.check === name));
  }

  /** Sends an update with a time of the appliance's clock; resolves when the doctor has read it. */
  async function update(peer: Peer, time?: number, rows: unknown[] = [['a', 1, 1]]): Promise<void> {
    peer.send({ type: 'update', time, columns: ['name', 'inbound_bps', 'int_rtt'], rows });
    await seen(peer);
  }

  /** Resolves when the other side has read everything that was sent before. */
  async function seen({ socket }: Peer): Promise<void> {
    socket.ping();
    await once(socket, 'pong');
  }

  /** Starts an examination of a view; resolves when the view was requested. */
  async function measured(measure = MEASURE): Promise<{ examined: Examined; peer: Peer }> {
    const examined = new Examined({ url: system.url }, measure);
    const peer = await system.peer(0);
    await peer.view();
    return { examined, peer };
  }

  describe('upgrade', () => {
    it('says where there is a WebSocket', async () => {
      assert.equal(
        await check('upgrade', new Examined({ url: system.url })),
        'upgrade passed: A WebSocket at /view',
      );
    });

    const NO_APPLIANCE =
      'Something other than an appliance may answer there: check the URL, and whether a proxy lets WebSockets through.';
    const body = 'upgrade first';
    const page: UpgradeScript = (socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    };
    const ANSWERS: Record<string, [UpgradeScript, string]> = {
      401: [
        answer(401),
        'asks for credentials, but none are set (401) -> Set a user name and a password, a token, or a header that the appliance expects.',
      ],
      403: [
        answer(403),
        'asks for credentials, but none are set (403) -> Set a user name and a password, a token, or a header that the appliance expects.',
      ],
      404: [answer(404), 'has nothing at the path /view (404) -> Check the path of the URL, such as /view.'],
      429: [
        answer(429),
        'has too many views open (429) -> Close views that you do not need, or try again later.',
      ],
      503: [
        answer(503),
        'has too many views open (503) -> Close views that you do not need, or try again later.',
      ],
      502: [
        answer(502),
        'answered with HTTP status 502 instead of a WebSocket -> A proxy in front of the appliance answers, but cannot reach it.',
      ],
      302: [answer(302), `answered with HTTP status 302 instead of a WebSocket -> ${NO_APPLIANCE}`],
      'a page': [page, `answered with HTTP status 200 instead of a WebSocket -> ${NO_APPLIANCE}`],
      'an end': [
        (socket) => socket.destroy(),
        `ended the connection instead of opening a WebSocket -> ${NO_APPLIANCE}`,
      ],
      'no HTTP': [
        (socket) => socket.end('SSH-2.0 hello\r\n'),
        `does not speak WebSocket: Parse Error: Expected HTTP/, RTSP/ or ICE/ -> ${NO_APPLIANCE}`,
      ],
    };
    for (const [what, [script, says]] of Object.entries(ANSWERS)) {
      it(`says that the answer is ${what}`, async () => {
        system.upgrade = script;
        const said = failureIn(await examine({ url: system.url }));
        assert.equal(
          said.replace('Expected HTTP/ ->', 'Expected HTTP/, RTSP/ or ICE/ ->'),
          `upgrade failed: ${system.host} ${says}`,
        );
      });
    }

    it('says that nothing answers, after a check whether TLS is wanted', async () => {
      system.upgrade = (socket) => socket.resume();
      const examined = new Examined({ url: system.url });
      await examined.found('tls');
      await examined.timeOut(10_000);
      // The HTTP server's answer to a TLS handshake must not count as TLS.
      assert.equal(
        failureIn(await examined.outcome()),
        `upgrade failed: ${system.host} did not answer within 10 s -> ${NO_APPLIANCE}`,
      );
    });

    it('does not wait for TLS where the other side is silent', async () => {
      const server = net.createServer((socket) => socket.on('error', () => undefined).resume());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const examined = new Examined({
        url: `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}/view`,
      });
      await examined.found('tls');
      await examined.timeOut(10_000);
      await examined.timeOut(2000);
      assert.match(failureIn(await examined.outcome()), /^upgrade failed: .* did not answer within 10 s/);
      server.close();
    });

    it('says that the appliance wants a client certificate', async () => {
      const certificates = new Certificates();
      const identity = certificates.selfSigned('strict', 'IP:127.0.0.1');
      const server = createServer({ ...identity, requestCert: true, rejectUnauthorized: true });
      server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      assert.match(
        failureIn(await examine({ url: `wss://127.0.0.1:${port}/view`, tls: { ca: identity.cert } })),
        /^upgrade failed: .* -> The appliance may require a client certificate that it trusts\.$/,
      );
      server.close();
      certificates.remove();
    });
  });

  describe('catalogue', () => {
    it('says whose catalogue it is and what it offers', async () => {
      assert.equal(
        await check('catalog', new Examined({ url: system.url })),
        'catalog passed: scripted, firmware 1.0: 3 distributions, 1 filters, 2 services, 3 columns',
      );
    });

    const empty = { type: 'catalog', profile: 1, fields: [], distributions: [], filters: [], services: [] };

    it('can lack a firmware, and has its name cleaned', async () => {
      system.onPeer = (peer) => {
        peer.send({ ...empty, system: { name: 'a\nb\u001b[31m hush-hush!' } });
      };
      const credentials = { type: 'bearer', token: 'hush-hush' } as const;
      assert.equal(
        await check('catalog', new Examined({ url: system.url, credentials })),
        'catalog passed: a b\ufffd[31m ***!: 0 distributions, 0 filters, 0 services, 0 columns',
      );
    });

    it('is not waited for when it is broken', async () => {
      system.onPeer = (peer) => {
        peer.send({ ...empty, system: { name: 'x' }, fields: {} });
      };
      assert.equal(
        failureIn(await examine({ url: system.url })),
        `catalog failed: A frame from ${system.host} was skipped: fields is not a list -> ` +
          'The frames differ from what is expected: another codec may understand them.',
      );
    });

    it('repeats the credentials', async () => {
      system.onPeer = (peer) => {
        peer.send({ ...empty, system: { name: 'Bearer 0123456789abcdef' } });
      };
      const credentials = { type: 'bearer', token: '0123456789abcdef' } as const;
      assert.match(
        failureIn(await examine({ url: system.url, credentials })),
        /^catalog failed: .* was skipped: the frame repeats the credentials -> The appliance, or something in front of it, /,
      );
    });

    it('is not understood by a codec', async () => {
      const codec = {
        name: 'mine',
        open: () => ({
          encodeView: () => '',
          decode: () => {
            throw new Error('no idea');
          },
        }),
      };
      system.onPeer = (peer) => {
        peer.send({});
      };
      assert.match(
        failureIn(await examine({ url: system.url, codec })),
        /^catalog failed: .* was skipped: codec mine: no idea -> The codec does not understand these frames, or/,
      );
    });

    it('of another profile', async () => {
      system.onPeer = (peer) => {
        peer.send({ ...empty, profile: 2, system: { name: 'x' } });
      };
      assert.match(
        failureIn(await examine({ url: system.url })),
        /^catalog failed: .* speaks profile 2; .* -> Look for a newer version of this package\.$/,
      );
    });

    it('that does not come', async () => {
      system.onPeer = () => undefined;
      const examined = new Examined({ url: system.url });
      await examined.found('upgrade');
      await examined.timeOut(10_000);
      assert.match(
        failureIn(await examined.outcome()),
        /^catalog failed: .* sent no catalogue within 10 s -> Something other than an appliance/,
      );
      await (await system.peer(0)).closed();
    });

    it('is larger than a frame can be', async () => {
      const said = failureIn(await examine({ url: system.url, maxPayload: 0.0001 }));
      assert.match(said, /^catalog failed: .* sent a frame of more than 105 bytes -> Allow larger frames\.$/);
    });

    it('is missing because the connection ends', async () => {
      system.onPeer = ({ socket }) => {
        socket.close(4401);
      };
      assert.match(
        failureIn(await examine({ url: system.url })),
        /^catalog failed: .* asks for credentials, but none are set \(4401\) -> Set a user name and a password,/,
      );
    });
  });

  describe('ping', () => {
    it('is answered, also without a view', async () => {
      assert.equal(
        await check('ping', new Examined({ url: system.url })),
        'ping passed: The ping was answered',
      );
      assert.deepEqual(system.peers[0]?.received, []);
    });

    it('is not answered', async () => {
      system.onPeer = (peer) => {
        peer.pongs = false;
        peer.catalog();
      };
      const examined = new Examined({ url: system.url });
      await examined.found('catalog');
      await examined.timeOut(5000);
      assert.match(
        failureIn(await examined.outcome()),
        /^ping failed: .* did not answer a ping within 5 s -> Something in between may drop pings/,
      );
    });

    it('is not sent where the nodes would not send one', async () => {
      assert.equal(
        await check('ping', new Examined({ url: system.url, heartbeat: 0 })),
        'ping skipped: Turned off',
      );
    });
  });

  describe('first update', () => {
    it('says how much it contains', async () => {
      const { examined, peer } = await measured();
      await update(peer, undefined, [
        ['a', 1, 1],
        ['b', 1, 1],
      ]);
      assert.equal(told(await examined.found('update')), 'update passed: 2 items, 0.09 kB');
      assert.deepEqual(peer.received, [{ type: 'view', ...MEASURE.view }]);
      await examined.close();
    });

    it('warns that it is empty', async () => {
      const { examined, peer } = await measured();
      await update(peer, undefined, []);
      assert.match(told(await examined.found('update')), /^update warning: No items -> There is no traffic/);
      await examined.close();
    });

    it('warns of what the appliance reports with it', async () => {
      const { examined, peer } = await measured();
      peer.send({ type: 'error', code: 'internal', message: 'a disk is full' });
      await update(peer);
      assert.equal(
        told(await examined.found('update')),
        `update warning: ${system.host} reports: a disk is full (internal) -> The connection works. Look for the reason in the log of the appliance, or of the gateway in front of it.`,
      );
      await examined.close();
    });

    it('does not come', async () => {
      const { examined } = await measured();
      await examined.clock.untilPending(10_000, 1);
      // Pings are answered meanwhile.
      await examined.clock.advance(5000);
      await seen(await system.peer(0));
      await examined.clock.advance(5000);
      assert.match(
        failureIn(await examined.outcome()),
        /^update failed: .* sent no update for 10 s -> Look for the reason in the log of the appliance.* --timeout/,
      );
    });

    it('does not come, because every frame is broken', async () => {
      const { examined, peer } = await measured({ ...MEASURE });
      await update(peer, undefined, [['a', 1]]);
      await examined.clock.advance(5000);
      await seen(peer);
      await examined.clock.advance(5000);
      assert.match(
        failureIn(await examined.outcome()),
        /^update failed: A frame from .* was skipped: a row has 2 values for 3 columns -> The frames differ from what is expected/,
      );
    });

    for (const [code, advice] of [
      ['unknown-distribution', ' -> The appliance offers: Local Host, Service, NetObject Level.'],
      ['unknown-filter', ' -> The appliance offers: Host.'],
      ['unknown-column', ' -> The appliance offers: name, inbound_bps, int_rtt.'],
      ['bad-value', ''],
    ] as const) {
      it(`does not come, because the view is refused: ${code}`, async () => {
        const { examined, peer } = await measured();
        peer.send({ type: 'error', code, message: 'none such', fatal: true });
        peer.socket.close(4400);
        assert.equal(
          failureIn(await examined.outcome()),
          `update failed: ${system.host} refused the view: none such (${code})${advice}`,
        );
      });
    }
  });

  describe('updates', () => {
    /** Lets the first update and the ping pass, and then the given ms before each further update. */
    async function paced(gaps: number[], window = MEASURE.window): Promise<CheckResult> {
      const { examined, peer } = await measured({ ...MEASURE, updates: gaps.length, window });
      await update(peer);
      await examined.found('ping');
      await examined.clock.untilPending(window, 1);
      for (const gap of gaps) {
        await examined.clock.advance(gap);
        await update(peer);
      }
      if (gaps.length < 2) await examined.clock.advance(window);
      const { results } = await examined.outcome();
      return results.find(({ check: name }) => name === 'rate') ?? assert.fail();
    }

    it('say how often they come, not counting the wait for the second, and how large they are', async () => {
      const result = await paced([10, 1000, 1100]);
      assert.equal(told(result), 'rate passed: One every 1.05 s (1 to 1.1), 0.08 kB each, over 4 updates');
      assert.equal(result.milliseconds, undefined);
    });

    it('are rare', async () => {
      assert.match(
        told(await paced([10, 4000, 4000])),
        /^rate warning: Only one every 4 s \(4 to 4\), .* -> Alarms come late/,
      );
    });

    it('are frequent', async () => {
      assert.match(
        told(await paced([10, 100, 100])),
        /^rate warning: One every 0\.1 s .* -> One update a second is usual/,
      );
    });

    it('are watched for a limited time only', async () => {
      const { examined, peer } = await measured({ ...MEASURE, updates: Infinity, window: 3000 });
      await update(peer);
      await examined.found('ping');
      await examined.clock.untilPending(3000, 1);
      for (let count = 0; count < 2; count++) {
        await examined.clock.advance(1000);
        await update(peer);
      }
      await examined.clock.advance(1000);
      assert.match(told(await examined.found('rate')), /^rate passed: One every 1 s .*, over 3 updates$/);
      await examined.close();
    });

    it('stop coming', async () => {
      const { examined, peer } = await measured();
      await update(peer);
      await examined.found('ping');
      await examined.clock.untilPending(15_000, 1);
      for (let count = 0; count < 3; count++) {
        await examined.clock.advance(5000);
        if (examined.results.length < 8) await seen(peer);
      }
      assert.match(
        told((await examined.outcome()).results[7]),
        /^rate warning: No second update within 15 s -> If updates are rare, measure for longer with --seconds\./,
      );
    });

    it('end with the connection', async () => {
      const { examined, peer } = await measured();
      await update(peer);
      await examined.found('ping');
      peer.socket.close(1011, 'no more');
      assert.match(
        failureIn(await examined.outcome()),
        /^rate failed: .* ended the connection \(1011 no more\)$/,
      );
    });

    it('are partly broken', async () => {
      const { examined, peer } = await measured({ ...MEASURE, updates: 1 });
      await update(peer);
      await examined.found('ping');
      await update(peer, undefined, [['a', 1]]);
      await examined.clock.advance(1000);
      await update(peer);
      assert.match(
        told((await examined.outcome()).results[7]),
        /^rate warning: A frame from .* was skipped: a row has 2 values/,
      );
    });
  });

  describe('counters', () => {
    /** @param values of the drop column in each update, of thirty items */
    async function counted(
      values: ((item: number) => number)[],
      counters: 'update' | 'total',
    ): Promise<string> {
      const measure = { ...MEASURE, updates: values.length - 1 };
      const examined = new Examined({ url: system.url, counters }, measure);
      const peer = await system.peer(0);
      await peer.view();
      for (const [index, value] of values.entries()) {
        const rows = Array.from({ length: 30 }, (_, item) => [`host ${item}`, value(item)]);
        peer.send({ type: 'update', columns: ['name', 'in.shapingdrops'], rows });
        await seen(peer);
        if (index > 0) continue;
        await examined.found('ping');
        await examined.clock.untilPending(MEASURE.window, 1);
      }
      return told((await examined.outcome()).results[9]);
    }

    const GROWS = Array.from({ length: 6 }, (_, update) => (item: number) => update * (item + 1));
    const VARIES = Array.from({ length: 6 }, (_, update) => (item: number) => (update * 7 + item * 3) % 11);

    it('seem to count since the start', async () => {
      assert.equal(
        await counted(GROWS, 'total'),
        'counters passed: Drops and totals seem to count since the start',
      );
    });

    it('seem to count since the start, against the setting', async () => {
      assert.match(
        await counted(GROWS, 'update'),
        /^counters warning: in\.shapingdrops: hardly ever fall.* -> They are declared as counting per update\./,
      );
    });

    it('seem to count per update, against the setting', async () => {
      assert.match(
        await counted(VARIES, 'total'),
        /^counters warning: in\.shapingdrops: often fall.* -> They are declared as counting since the start\./,
      );
    });

    it('stay undecided where all are zero', async () => {
      const zeros = Array.from({ length: 6 }, () => () => 0);
      assert.match(await counted(zeros, 'total'), /^counters skipped: Too few changes to tell/);
    });
  });

  describe('clock', () => {
    /** @param differences between the appliance's clock and this one, per update, ms */
    async function clocks(differences: (number | undefined)[]): Promise<string> {
      const { examined, peer } = await measured({ ...MEASURE, updates: differences.length - 1 });
      const [first, ...others] = differences;
      const at = (difference: number | undefined): number | undefined =>
        difference === undefined ? undefined : examined.clock.now() + difference;
      await update(peer, at(first));
      await examined.found('ping');
      await examined.clock.untilPending(MEASURE.window, 1);
      for (const difference of others) {
        await examined.clock.advance(1000);
        await update(peer, at(difference));
      }
      return told((await examined.outcome()).results[8]);
    }

    it('is the same, apart from the travel time of the updates', async () => {
      assert.equal(
        await clocks([-9000, -120, -130]),
        'clock passed: The clocks of both sides agree to 0.12 s',
      );
    });

    it('is ahead', async () => {
      assert.match(
        await clocks([60_000, 59_500]),
        /^clock warning: The clock of the appliance is 60 s ahead of this one -> Synchronise both/,
      );
    });

    it('is behind', async () => {
      assert.match(
        await clocks([-7300, -7260]),
        /^clock warning: The clock of the appliance is 7\.26 s behind/,
      );
    });

    it('is unknown', async () => {
      assert.equal(
        await clocks([undefined, undefined]),
        'clock skipped: The appliance sends no time, so the time of arrival counts',
      );
    });
  });

  describe('that is given up', () => {
    it('closes its view, and says what was not tried', async () => {
      const { examined, peer } = await measured();
      await update(peer);
      await examined.found('ping');
      await examined.close();
      const { results } = await examined.outcome();
      assert.deepEqual(
        results.slice(-4).map(({ check: name, state }) => `${name} ${state}`),
        ['ping passed', 'rate untried', 'clock untried', 'counters untried'],
      );
      await peer.closed();
      assert.equal(peer.closeCode, 1000);
      assert.equal(examined.clock.pending(), 0);
    });
  });
});
