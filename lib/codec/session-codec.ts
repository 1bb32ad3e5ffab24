import { decodeFrame } from '../protocol/decode';
import { fastUpdates } from '../protocol/fast-update';
import type { ViewDefinition } from '../protocol/frames';
import { InvalidFrame } from '../protocol/invalid-frame';
import type { PackedUpdate } from '../protocol/packed-rows';
import type { Codec, CodecConnection, Decoded } from './codec';
import { openGuarded, type Peer } from './guarded-codec';
import { profile1 } from './profile-1';

/** What a frame says, checked. */
export type Checked = Decoded | PackedUpdate;

/** A codec at work for a session. Its results are checked. */
export interface SessionCodec extends Omit<CodecConnection, 'decode'> {
  decode(data: Buffer, isBinary: boolean): Checked | readonly Checked[] | undefined;
}

/**
 * Opens a codec for a session's WebSocket. Profile 1 checks frames while it reads them; the results of other codecs are
 * checked afterwards.
 *
 * @throws LiveViewError `codec-failed`
 */
export function openForSession(codec: Codec, view: ViewDefinition | undefined, peer: Peer): SessionCodec {
  return codec === profile1 ? openFast(view) : openGuarded(codec, view, peer);
}

/** Opens profile 1 so that it reads the usual updates from their bytes. These have packed rows. */
function openFast(view: ViewDefinition | undefined): SessionCodec {
  const depth = view?.distributions.length ?? 0;
  const readFast = fastUpdates();
  return {
    ...profile1.open(view),
    decode(data, isBinary) {
      if (isBinary) throw new InvalidFrame('the frame is binary');
      return readFast(data, depth) ?? decodeFrame(data.toString(), depth);
    },
  };
}
