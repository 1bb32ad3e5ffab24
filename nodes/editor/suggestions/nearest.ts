/** How many letters may differ, at most; of a short name only a third. */
const MOST_DIFFERENCES = 2;

/** The name that somebody who typed this text may have meant: one that differs in case or in a letter or two. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const typed = text.trim().toLowerCase();
  const most = Math.min(MOST_DIFFERENCES, Math.floor(typed.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = differences(typed, name.toLowerCase());
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** How many letters have to be added, taken away or replaced to get from one text to the other. */
function differences(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = (previous[column] ?? 0) + (letter === to[column] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
