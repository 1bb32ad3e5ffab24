/** The client library: items, as a program without Node-RED gets them. */
import { View, ViewDistribution } from 'node-red-contrib-activelogic/liveview';
import { ready } from '../obey';
import { Meter, readStart } from './meter';
import { viewOf } from './view';

const start = readStart();
const meter = new Meter(start);

async function read(channel: number): Promise<void> {
  const view = new View(`ws://127.0.0.1:${start.viewPort}/${start.name}`);
  const [outer, inner] = viewOf(channel).distributions;
  if (!outer || !inner) throw new Error('The view has two distributions');
  view.addDistributions(
    new ViewDistribution(outer.name, outer.arg),
    new ViewDistribution(inner.name, inner.arg),
  );
  view.expandByDefault(true);
  await view.connect();
  await view.waitForUpdate();
  ready();
  // Not in a loop of an async function, which would keep the items of one update until it has those of the next.
  const next = (): Promise<void> =>
    view.waitForUpdate().then((items) => {
      if (items.length === 0) throw new Error('An update without items');
      meter.count(channel, undefined);
      void next();
    });
  await next();
}

void meter.open().then(() => read(0));
