/** A unit to show beside a title. The unit `1` of a fraction would say nothing there. */
export function shownUnit(unit: string | undefined): string | undefined {
  return unit === '1' || unit === '' ? undefined : unit;
}
