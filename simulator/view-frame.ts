import { LiveViewError } from '#lib/errors';
import type { ViewDefinition } from '#lib/protocol/frames';
import { isObject } from '#lib/protocol/shape';
import { readViewDefinition } from '#lib/view-definition';
import { Refusal } from './refusal';

/**
 * Reads what a client sent as its view frame.
 *
 * @throws Refusal `bad-frame` when it is none, `bad-value` when a filter's values are of no known type
 */
export function readViewFrame(data: Buffer, isBinary: boolean): ViewDefinition {
  if (isBinary) throw new Refusal('bad-frame', 'The frame is binary');
  let frame: unknown;
  try {
    frame = JSON.parse(data.toString());
  } catch {
    throw new Refusal('bad-frame', 'The frame is not JSON');
  }
  if (!isObject(frame)) throw new Refusal('bad-frame', 'The frame is not a JSON object');
  if (frame.type !== 'view') throw new Refusal('bad-frame', 'The frame is not a view');
  try {
    return readViewDefinition(frame);
  } catch (error) {
    if (!(error instanceof LiveViewError)) throw error;
    const values = error.code === 'invalid-filter-value' || error.code === 'no-filter-values';
    throw new Refusal(values ? 'bad-value' : 'bad-frame', error.message);
  }
}
