/** Characters. Node-RED makes a node as wide as its label is long. */
export const MAX_LABEL = 50;

/** A text as a label: one line, and its end cut off where there is too much of it. */
export function shorten(text: string, max = MAX_LABEL): string {
  const characters = charactersOf(text);
  if (characters.length <= max) return characters.join('');
  const kept = characters.slice(0, Math.max(max - 1, 0)).join('');
  return `${kept.trimEnd()}…`;
}

/** A label of a text and its end, of which only the text is cut: its end says more. */
export function shortenBefore(text: string, end: string): string {
  const room = MAX_LABEL - charactersOf(end).length;
  // An end that leaves no room at all is cut too.
  return shorten(shorten(text, Math.max(room, 1)) + end);
}

/** Whether a text is short enough for a label as it is. */
export function fits(text: string): boolean {
  return charactersOf(text).length <= MAX_LABEL;
}

/** As people count them: one outside of the basic plane is one. */
function charactersOf(text: string): string[] {
  return Array.from(text.replace(/\s+/g, ' '));
}
