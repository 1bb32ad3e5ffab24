/** A unit to show beside a title or in a header; that of a fraction is `1`, which says nothing there. */
export function shownUnit(unit: string | undefined): string | undefined {
  return unit === '1' || unit === '' ? undefined : unit;
}
