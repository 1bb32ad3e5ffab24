import type { ViewDefinition } from '../protocol/frames';
import type { Codec, CodecConnection } from './codec';
import { GuardedCodec, type Peer } from './guarded-codec';
import { profile1 } from './profile-1';

/** Somebody to whom nothing was said that would have to be kept secret, such as a recording. */
const NOBODY: Peer = { quote: (text) => text, repeatsCredentials: () => false };

/**
 * A codec for a WebSocket that is open. What anyone else's codec says is checked; profile 1 has checked itself.
 *
 * @returns the codec as a session has it: `decode` throws an error that tells what is wrong with a frame
 * @throws LiveViewError `codec-failed`
 */
export function openCodec(
  codec: Codec,
  view: ViewDefinition | undefined,
  peer: Peer = NOBODY,
): CodecConnection {
  return codec === profile1 ? codec.open(view) : new GuardedCodec(codec, view, peer);
}
