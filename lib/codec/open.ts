import type { ViewDefinition } from '../protocol/frames';
import type { Codec, CodecConnection } from './codec';
import { openGuarded, type Peer } from './guarded-codec';
import { profile1 } from './profile-1';

/** A peer without secrets, such as a recording. */
const STRANGER: Peer = { quote: (text) => text, repeatsCredentials: () => false };

/**
 * Opens a codec for a WebSocket that is open. Profile 1 checks frames while it reads them; the results of other codecs
 * are checked afterwards.
 *
 * @returns the codec for a session; its `decode` throws an error that says what is wrong with a frame
 * @throws LiveViewError `codec-failed`
 */
export function openCodec(
  codec: Codec,
  view: ViewDefinition | undefined,
  peer: Peer = STRANGER,
): CodecConnection {
  return codec === profile1 ? codec.open(view) : openGuarded(codec, view, peer);
}
