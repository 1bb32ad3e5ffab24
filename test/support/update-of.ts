import { type Update, UpdateReader } from '../../lib/items/update';
import type { Catalog, UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';
import type { PackedUpdate } from '../../lib/protocol/packed-rows';

/** A reader for the frames of a connection, with drops and totals counted per update. */
export function readerOf(view: ViewDefinition, catalog: Catalog): UpdateReader {
  return new UpdateReader(view, catalog, 'update');
}

/** The update in a frame. */
export function updateOf(reader: UpdateReader, frame: UpdateFrame | PackedUpdate, received = 0): Update {
  return reader.read(frame, received);
}
