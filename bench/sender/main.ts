/** Stands in for the appliance: sends prepared frames, as fast as they are taken or at a steady rate. */
import { makeFrames } from '../frames';
import { obey, ready } from '../processes/obey';
import type { SenderCalls } from '../processes/orders';
import { Track } from './track';

const tracks = new Map<string, Track>();
const made = new Map<string, Buffer[]>();

obey<SenderCalls>({
  open: (contestant) => {
    const track = new Track();
    tracks.set(contestant, track);
    return track.open(contestant);
  },
  send: async ({ contestant, rows, kind, frames, perSecond }) => {
    const track = tracks.get(contestant);
    if (!track) throw new Error(`${contestant} has no view`);
    const size = `${rows} ${kind}`;
    const ring = made.get(size) ?? makeFrames(rows, kind);
    made.set(size, ring);
    await (perSecond === undefined ? track.pump(ring, frames) : track.drip(ring, frames, perSecond));
    return null;
  },
});
ready();
