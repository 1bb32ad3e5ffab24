import { charactersOf, shortenTo } from '../../../lib/shorten';

/** In characters. Node-RED makes a node as wide as its label. */
export const MAX_LABEL = 50;

/** Turns a text into a label: one line, with a long text cut at its end. */
export function shorten(text: string, max = MAX_LABEL): string {
  return shortenTo(max, text);
}

/** A label of a text and an ending. Only the text is cut, because the ending says more. */
export function shortenBefore(text: string, end: string, max = MAX_LABEL): string {
  const room = max - charactersOf(end).length;
  // If the ending leaves no room, cut it as well.
  return shorten(shorten(text, Math.max(room, 1)) + end, max);
}

/** Whether a text fits into a label uncut. */
export function fits(text: string, max = MAX_LABEL): boolean {
  return charactersOf(text).length <= max;
}
