/** A text on one line of at most `max` characters. A longer text loses its end. */
export function shortenTo(max: number, text: string): string {
  const characters = charactersOf(text);
  if (characters.length <= max) return characters.join('');
  const kept = characters.slice(0, Math.max(max - 1, 0)).join('');
  return `${kept.trimEnd()}…`;
}

/** Characters as people count them: one outside the basic plane counts once. */
export function charactersOf(text: string): string[] {
  return Array.from(text.replace(/\s+/g, ' '));
}
