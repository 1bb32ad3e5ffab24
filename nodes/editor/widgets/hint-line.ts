let count = 0;

/** A field that a hint is about, and the hint, if there is any. */
export interface FieldHint {
  field: JQuery;
  hint: string | undefined;
}

/** A place for hints beneath a row; what it returns shows them, and ties each to its field. */
export function hintLine(row: JQuery): (hints: readonly FieldHint[]) => void {
  const line = $('<div>', { class: 'activelogic-row-hint' }).hide().appendTo(row);
  const ids = new Map<number, string>();
  return (hints) => {
    line.empty();
    hints.forEach(({ field, hint }, index) => {
      if (hint === undefined) {
        field.removeAttr('aria-describedby');
        return;
      }
      const id = ids.get(index) ?? `activelogic-hint-${++count}-${Date.now()}`;
      ids.set(index, id);
      $('<span>', { id }).text(hint).appendTo(line);
      field.attr('aria-describedby', id);
    });
    line.toggle(hints.some(({ hint }) => hint !== undefined));
  };
}
