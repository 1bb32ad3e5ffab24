import assert from 'node:assert/strict';
import { Appliance } from './appliance';
import { madeIdentities, removeCertificates, trusting } from './faults/tls';
import { abandonRig, Rig, type RigOptions, TIMES, warmUp } from './rig';

describe('a redirect', () => {
  let appliance: Appliance;
  /** The redirect's target. No client may connect to it. */
  let target: Appliance;

  before(warmUp);
  beforeEach(async () => {
    target = await Appliance.start();
  });
  afterEach(async () => {
    await abandonRig();
    await appliance.stop();
    await target.stop();
  });
  after(removeCertificates);

  /** Checks that two redirected attempts go nowhere else. */
  async function isNotFollowed(
    status: number,
    location: string,
    options: Partial<RigOptions> = {},
  ): Promise<void> {
    const asked: (string | undefined)[][] = [];
    appliance.answer((socket, { url, headers }) => {
      asked.push([url, headers.authorization]);
      socket.end(
        `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    const rig = await Rig.start(appliance, {
      nodes: 1,
      ...options,
      settings: { ...options.settings, auth: 'bearer' },
      credentials: { token: 'secret' },
    });
    await rig.until('the failure', () => rig.record.lines.length === 1);
    await rig.clock.advance(TIMES.max);
    await appliance.untilUpgrades(2);
    await rig.clock.untilNone(TIMES.handshake);
    const told = `answered with HTTP status ${status} instead of a WebSocket`;
    await rig.untilShown('red', 'dot', `refused: ${rig.host} ${told}`);
    assert.deepEqual(asked, [
      ['/view', 'Bearer secret'],
      ['/view', 'Bearer secret'],
    ]);
    assert.deepEqual([target.relay.accepted, target.upgrades, rig.messages], [0, 0, 0]);
    assert(!rig.record.lines.some((line) => line.includes('secret')));
    await rig.close();
  }

  describe('is not followed, so the credentials stay where they belong:', () => {
    beforeEach(async () => {
      appliance = await Appliance.start();
    });

    for (const status of [301, 302, 303, 307, 308]) {
      for (const scheme of ['ws', 'http']) {
        it(`${status} to another port of the host, ${scheme}`, () =>
          isNotFollowed(status, `${scheme}://${target.relay.host}/view`));
      }
    }

    it('to another host', () =>
      isNotFollowed(307, `ws://${target.relay.host.replace('127.0.0.1', 'localhost')}/view`));

    it('to another path of the same host and port', () =>
      isNotFollowed(307, `ws://${appliance.relay.host}/elsewhere`));

    it('to a path alone', () => isNotFollowed(307, '/elsewhere'));

    it('to a host alone', () => isNotFollowed(307, `//${target.relay.host}/view`));
  });

  describe('is not followed from TLS', () => {
    beforeEach(async () => {
      appliance = await Appliance.start(madeIdentities().good());
    });

    for (const scheme of ['ws', 'wss']) {
      it(`to ${scheme}`, () =>
        isNotFollowed(301, `${scheme}://${target.relay.host}/view`, trusting(appliance)));
    }
  });
});
