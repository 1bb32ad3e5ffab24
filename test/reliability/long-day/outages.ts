import type { System } from './system';
import type { Viewers } from './viewers';

const MINUTE = 60_000;

/** Makes every view lose its connection. Resolves when the appliance is well again. */
type Outage = (system: System, viewers: Viewers) => Promise<void>;

/** One outage per hour, then again from the first. */
export const OUTAGES: Readonly<Record<string, Outage>> = {
  'connections reset': ({ relay }) => {
    relay.reset();
    return Promise.resolve();
  },
  'another catalogue': async (system) => {
    // The two kinds of appliance alternate.
    await system.replace(system.services === 4 ? 6 : 4);
  },
  'nobody there': async ({ relay }, viewers) => {
    relay.refuse();
    relay.reset();
    await viewers.away(10 * MINUTE);
    await relay.heal();
  },
  'too many views': ({ simulator }, viewers) => refused(503, simulator, viewers),
  'not authorised': ({ simulator }, viewers) => refused(401, simulator, viewers),
  'no updates': async ({ simulator }, viewers) => {
    simulator.stall();
    await viewers.away(5 * MINUTE);
    simulator.resume();
  },
  'bytes swallowed': async ({ relay }, viewers) => {
    relay.swallow();
    await viewers.awayInSilence(5 * MINUTE);
    await relay.heal();
    // A network that comes back has lost all earlier connections.
    relay.reset();
  },
};

async function refused(status: number, simulator: System['simulator'], viewers: Viewers): Promise<void> {
  simulator.refuse(status);
  simulator.disconnectAll();
  await viewers.away(10 * MINUTE);
  simulator.accept();
}
