/** The least height of a list, in pixels: a row and the button under it. */
const LEAST = 150;

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
