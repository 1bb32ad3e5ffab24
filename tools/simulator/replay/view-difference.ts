import { viewKey } from '../../../lib/feed/view-key';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { Refusal } from '../refusal';
import { readViewFrame } from '../view-frame';

/** The most characters of a frame to show. */
const LONGEST = 300;

/** Describes in a line how a client's frame differs from the recorded one; `undefined` if both ask for the same. */
export function viewDifference(recorded: string, received: string): string | undefined {
  if (recorded === received) return undefined;
  const [was, is] = [readView(recorded), readView(received)];
  if (was && is && viewKey(was) === viewKey(is)) return undefined;
  return `the client asks for something else than was recorded: ${cut(received)} instead of ${cut(recorded)}`;
}

/** The view in a frame of profile 1; `undefined` for any other frame. */
export function readView(text: string): ViewDefinition | undefined {
  try {
    return readViewFrame(Buffer.from(text), false);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
