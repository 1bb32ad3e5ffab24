/** The most letters that may differ; in a short name, a third of its letters. */
const MOST_DIFFERENCES = 2;

/** The longest text to compare, because the time grows with the product of both lengths. */
const LONGEST = 100;

/** The name that the user probably meant: it differs in case, or in one or two letters. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const typed = text.trim().toLowerCase();
  const most = Math.min(MOST_DIFFERENCES, Math.floor(typed.length / 3));
  let best: { name: string; distance: number } | undefined;
  if (typed.length > LONGEST) return undefined;
  for (const name of names) {
    if (Math.abs(name.length - typed.length) > most) continue;
    const distance = differences(typed, name.toLowerCase());
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** How many letters to add, remove or replace to turn one text into the other. */
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
