import assert from 'node:assert/strict';
import { Appliance } from './appliance';
import { abandonRig, Rig, TIMES, warmUp } from './rig';

describe('a redirect', () => {
  let appliance: Appliance;
  let target: Appliance;

  before(warmUp);
  beforeEach(async () => {
    appliance = await Appliance.start();
    target = await Appliance.start();
  });
  afterEach(async () => {
    await abandonRig();
    await appliance.stop();
    await target.stop();
  });

  for (const status of [301, 302, 303, 307, 308]) {
    for (const scheme of ['ws', 'http']) {
      it(`with ${status} to ${scheme}:// is not followed, so the credentials stay where they belong`, async () => {
        const authorizations: (string | undefined)[] = [];
        appliance.answer((socket, { headers }) => {
          authorizations.push(headers.authorization);
          const location = `${scheme}://${target.relay.host}/view`;
          socket.end(
            `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
          );
        });
        const rig = await Rig.start(appliance, {
          nodes: 1,
          settings: { auth: 'bearer' },
          credentials: { token: 'secret' },
        });
        await rig.until('the failure', () => rig.record.lines.length === 1);
        await rig.clock.advance(TIMES.max);
        await appliance.untilUpgrades(2);
        await rig.clock.untilPending(TIMES.handshake, 0);
        const told = `answered with HTTP status ${status} instead of a WebSocket`;
        await rig.untilShown('red', 'dot', `refused: ${rig.host} ${told}`);
        assert.deepEqual(authorizations, ['Bearer secret', 'Bearer secret']);
        assert.deepEqual([target.relay.accepted, target.upgrades, rig.messages], [0, 0, 0]);
        assert(!rig.record.lines.some((line) => line.includes('secret')));
        await rig.close();
      });
    }
  }
});
