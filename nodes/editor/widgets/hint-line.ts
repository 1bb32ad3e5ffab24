import './jquery-ui';

const TYPED = 'input.activelogichint';

/** A field that a hint is about, and the hint, if there is any. */
export interface FieldHint {
  field: JQuery;
  hint: string | undefined;
}

/**
 * A place for hints beneath a row; what it returns shows them, and ties each to its field. A hint goes as soon as its field
 * is typed in; whether there is another is seen when the field is left.
 */
export function hintLine(row: JQuery): (hints: readonly FieldHint[]) => void {
  const line = $('<div>', { class: 'activelogic-row-hint' }).hide().appendTo(row);
  return (hints) => {
    line.empty();
    for (const { field, hint } of hints) {
      field.off(TYPED);
      if (hint === undefined) {
        field.removeAttr('aria-describedby');
        continue;
      }
      const said = $('<span>').text(hint).uniqueId().appendTo(line);
      field.attr('aria-describedby', said.attr('id') ?? '').one(TYPED, () => said.remove());
    }
    line.toggle(hints.some(({ hint }) => hint !== undefined));
  };
}

/**
 * Calls when a field is left, with or without a change. Where it is left by pressing on something, that is only once the
 * button is released: what moves in between would not be clicked.
 */
export function whenLeft(fields: JQuery, then: () => void): void {
  fields.on('change blur', () => {
    if ($(':active').length > 0) $(document).one('mouseup', then);
    else then();
  });
}
