import { addDescription, removeDescription } from './description';
import './jquery-ui';

/** A field, and the hint about it if there is one. */
export interface FieldHint {
  field: JQuery;
  hint: string | undefined;
}

/**
 * A place for hints below a row. The returned function shows hints and ties each to its field. A hint disappears when
 * you type in its field, and is checked again when you leave the field.
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

/** @returns a function that removes the hint */
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
 * Calls back when a field is left, changed or not. If a mouse press leaves it, the call waits for the release: a layout
 * change in between would make the click miss.
 */
export function whenLeft(fields: JQuery, then: () => void): void {
  fields.on('change blur', () => {
    if ($(':active').length > 0) $(document).one('mouseup', then);
    else then();
  });
}
