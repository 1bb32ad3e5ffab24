import assert from 'node:assert/strict';
import { Appliance } from './appliance';
import { madeIdentities, removeCertificates, trusting } from './faults/tls';
import { abandonRig, Rig, TIMES, warmUp } from './rig';

describe('a certificate that was renewed between two connections', () => {
  let appliance: Appliance;

  before(warmUp);
  beforeEach(async () => {
    appliance = await Appliance.start(madeIdentities().good());
  });
  afterEach(async () => {
    await abandonRig();
    await appliance.stop();
  });
  after(removeCertificates);

  for (const nodes of [1, 10]) {
    it(`is accepted, because the same CA has signed it, with ${nodes} nodes`, async () => {
      const rig = await Rig.live(appliance, { nodes, ...trusting(appliance) });
      const { messages } = rig;
      appliance.system.present(madeIdentities().renewed());
      await rig.lose();
      await rig.clock.advance(TIMES.min);
      await rig.until('the views', () => rig.messages >= messages + nodes);
      assert.equal(rig.record.lines.length, 2);
      await rig.close();
    });
  }
});
