import type { ViewDefinition } from '../protocol/frames';
import type { Codec, CodecConnection } from './codec';
import { GuardedCodec, type Peer } from './guarded-codec';
import { profile1 } from './profile-1';

/**
 * A codec for a WebSocket that is open. What anyone else's codec says is checked; profile 1 has checked itself.
 *
 * @throws LiveViewError `codec-failed`
 */
export function openCodec(codec: Codec, view: ViewDefinition | undefined, peer: Peer): CodecConnection {
  return codec === profile1 ? codec.open(view) : new GuardedCodec(codec, view, peer);
}
