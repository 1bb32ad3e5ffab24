import { addDescription, removeDescription } from './description';
import './jquery-ui';

/** A field that a hint is about, and the hint, if there is any. */
export interface FieldHint {
  field: JQuery;
  hint: string | undefined;
}

/**
 * A place for hints beneath a row; what it returns shows them, and ties each to its field. A hint goes as soon as its
 * field is typed in; whether there is another is seen when the field is left.
 */
export function hintLine(row: JQuery): (hints: readonly FieldHint[]) => void {
  const line = $('<div>', { class: 'activelogic-row-hint' }).hide().appendTo(row);
  let takeBack: (() => void)[] = [];
  return (hints) => {
    for (const each of takeBack) each();
    takeBack = hints.flatMap(({ field, hint }) => (hint === undefined ? [] : [say(line, field, hint)]));
    line.toggle(takeBack.length > 0);
  };
}

/** @returns what takes it back */
function say(line: JQuery, field: JQuery, hint: string): () => void {
  const said = $('<span>').text(hint).uniqueId().appendTo(line);
  const id = said.attr('id') ?? '';
  addDescription(field, id);
  const takeBack = (): void => {
    field.off('input', takeBack);
    removeDescription(field, id);
    said.remove();
  };
  field.on('input', takeBack);
  return takeBack;
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
