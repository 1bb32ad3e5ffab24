import type { ViewDefinition } from '../protocol/frames';
import type { Codec, CodecConnection } from './codec';
import { openGuarded, type Peer } from './guarded-codec';
import { profile1 } from './profile-1';

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
