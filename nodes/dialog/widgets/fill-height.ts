/** The least height of a list with its button, in pixels: room for a row of two lines. */
export const LEAST = 130;

/** Gives a list the height that the other visible rows of the form leave. */
export function fillHeight(list: JQuery, rows: JQuery, available: number): void {
  list.editableList('height', heightLeft(list.closest('.red-ui-editableList'), rows, available));
}

/** The height that the visible rows of a form leave for a part of one of them, in pixels. */
export function heightLeft(part: JQuery, rows: JQuery, available: number): number {
  const own = part.closest('.form-row');
  const used = rows
    .filter(':visible')
    .not(own)
    .toArray()
    .reduce((sum, row) => sum + ($(row).outerHeight(true) ?? 0), 0);
  const around = (own.outerHeight(true) ?? 0) - (part.outerHeight() ?? 0);
  return Math.max(LEAST, available - used - around);
}
