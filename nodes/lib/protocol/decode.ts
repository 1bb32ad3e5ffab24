import { readCatalogFrame } from './catalog';
import type { Catalog, ErrorFrame, UpdateFrame } from './frames';
import { InvalidFrame } from './invalid-frame';
import { flag, isObject, type JsonObject, optional, text } from './shape';
import { readUpdate } from './update';

/** What a system's frame says. */
export type Decoded = { type: 'catalog'; catalog: Catalog } | UpdateFrame | ErrorFrame;

/**
 * Reads a text frame from a system.
 *
 * @param depth the number of the view's distributions, the deepest that an update's rows may be nested
 * @returns the frame, or `undefined` for a type that this version does not know, which is to be ignored
 * @throws InvalidFrame when the frame breaks the profile
 */
export function decodeFrame(data: string, depth: number): Decoded | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    throw new InvalidFrame('the frame is not JSON');
  }
  if (!isObject(frame)) throw new InvalidFrame('the frame is not a JSON object');
  switch (frame.type) {
    case 'update':
      return readUpdate(frame, depth);
    case 'catalog':
      return { type: 'catalog', catalog: readCatalogFrame(frame) };
    case 'error':
      return readError(frame);
    default:
      text(frame.type, 'type');
      return undefined;
  }
}

/** Reads an error frame, as a copy. */
export function readError(frame: JsonObject): ErrorFrame {
  return {
    type: 'error',
    code: text(frame.code, 'code'),
    message: text(frame.message, 'message'),
    ...optional(frame, 'fatal', 'error', flag),
  };
}
