import type { ViewDefinition } from '../protocol/frames';
import type { Codec, CodecConnection, SessionCodec } from './codec';
import { openGuarded, type Peer } from './guarded-codec';
import { openFastProfile1, profile1 } from './profile-1';

/** A peer without secrets, such as a recording. */
const STRANGER: Peer = { quote: (text) => text, repeatsCredentials: () => false };

/**
 * Opens a codec with all the checks that a session makes.
 *
 * @returns the codec; its `decode` throws an error that says what is wrong with a frame
 * @throws LiveViewError `codec-failed`
 */
export function openCodec(codec: Codec, view: ViewDefinition | undefined): CodecConnection {
  return codec === profile1 ? codec.open(view) : openGuarded(codec, view, STRANGER);
}

/**
 * Opens a codec for a session's WebSocket. Profile 1 checks frames while it reads them; the results of other codecs are
 * checked afterwards.
 *
 * @throws LiveViewError `codec-failed`
 */
export function openForSession(codec: Codec, view: ViewDefinition | undefined, peer: Peer): SessionCodec {
  return codec === profile1 ? openFastProfile1(view) : openGuarded(codec, view, peer);
}
