/** A system that sends prepared frames: as fast as they are taken, or at a steady rate. */
import { Acknowledgements } from './acknowledgements';
import { drip, pump } from './sending';
import { Store } from './store';
import { Viewers } from './viewers';
import { obey, ready } from '../obey';
import type { SenderOrders } from '../orders';

const store = new Store();
const viewers = new Viewers();
const delivered = new Acknowledgements();

obey<SenderOrders>({
  prepare: ({ rows, kind }) => {
    store.frames(rows, kind);
    return null;
  },
  pump: async ({ contestant, rows, kind, frames }) => {
    const prepared = store.frames(rows, kind);
    await Promise.all(
      viewers
        .of(`/${contestant}`)
        .map((viewer) =>
          pump(viewer.socket, prepared, frames, () => delivered.next(contestant, viewer.channel)),
        ),
    );
    return null;
  },
  drip: async ({ contestant, rows, kind, frames, perSecond }) => {
    const prepared = store.frames(rows, kind);
    const waiting = await Promise.all(
      viewers.of(`/${contestant}`).map((viewer) => drip(viewer.socket, prepared, frames, perSecond)),
    );
    return { sent: frames, waiting: Math.max(...waiting) };
  },
});

void Promise.all([viewers.listen(), delivered.listen()]).then(([viewPort, acknowledgements]) => {
  ready({ viewPort, acknowledgements });
});
