/**
 * The approximate width of a text in the editor's font, relative to its size. It uses Arial's widths by
 * groups of letters, which is close enough to see that a label needs a second line.
 */
export function width(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + letterWidth(letter), 0);
}

function letterWidth(letter: string): number {
  if (/[iíìîïjl.,:;'| ]/.test(letter)) return 0.25;
  if (/[frtI()/-]/.test(letter)) return 0.31;
  if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]/.test(letter)) return 1;
  if (/[mwMW%]/.test(letter)) return 0.83;
  return /\p{Lu}/u.test(letter) ? 0.69 : 0.54;
}

/** The width of a text in letters of equal width. East Asian letters take nearly two. */
export function monospaced(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letterWidth(letter) === 1 ? 1.7 : 1), 0);
}
