/** Formats figures for people. */

/** For example `1 frame` or `2 frames`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** h:mm:ss */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

export function size(bytes: number): string {
  let number = bytes;
  let unit = 'B';
  for (const larger of UNITS) {
    if (number < 1000) break;
    number /= 1000;
    unit = larger;
  }
  return `${unit === 'B' ? Math.round(number) : number.toFixed(1)} ${unit}`;
}
