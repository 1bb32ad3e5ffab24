import { LiveViewError } from '../../lib/errors';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { isObject } from '../../lib/is-object';
import { readViewDefinition } from '../../lib/view-definition';
import { Refusal } from './refusal';

/**
 * Reads a client's view frame.
 *
 * @throws Refusal `bad-frame` if it is not a view frame, `bad-value` if a filter has values of an unknown type or a
 *   column is repeated
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
  const { columns } = frame;
  // Reading it would drop the second one, and so hide the client's mistake.
  if (Array.isArray(columns) && new Set(columns).size < columns.length)
    throw new Refusal('bad-value', 'A column is asked for twice');
  try {
    return readViewDefinition(frame);
  } catch (error) {
    if (!(error instanceof LiveViewError)) throw error;
    const values = error.code === 'invalid-filter-value' || error.code === 'no-filter-values';
    throw new Refusal(values ? 'bad-value' : 'bad-frame', error.message);
  }
}
