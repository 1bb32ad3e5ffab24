/** The least height of a list with its button, in pixels: enough for a row of two lines and a half. */
const LEAST = 200;

/** Gives a list the height that the other visible rows of its form leave. */
export function fillHeight(list: JQuery, rows: JQuery, available: number): void {
  const own = list.closest('.form-row');
  const used = rows
    .filter(':visible')
    .not(own)
    .toArray()
    .reduce((sum, row) => sum + ($(row).outerHeight(true) ?? 0), 0);
  const around = (own.outerHeight(true) ?? 0) - (list.closest('.red-ui-editableList').outerHeight() ?? 0);
  list.editableList('height', Math.max(LEAST, available - used - around));
}
