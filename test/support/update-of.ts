import type { Update, UpdateReader } from '#lib/items/update';
import type { UpdateFrame } from '#lib/protocol/frames';

/** The update that a frame is, for a reader who wants to see it. */
export function updateOf(reader: UpdateReader, frame: UpdateFrame, received = 0): Update {
  return reader.update({ read: () => reader.read(frame) }, received);
}
