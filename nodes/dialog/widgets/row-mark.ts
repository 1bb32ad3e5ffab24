import { addDescription, removeDescription } from './description';

/** The source of a mark. Each source replaces only its own marks. */
export type Marker = 'settings' | 'unknown' | 'appliance';

/** A problem and its fields. The fields get a red border, and screen readers read the words with them. */
export interface Mark {
  words: string;
  fields?: JQuery;
}

let count = 0;

/** Shows problems right below an element. Replaces what the same marker showed there. */
export function markElement(element: JQuery, marker: Marker, marks: readonly Mark[]): void {
  const old = element.nextUntil(':not(.activelogic-mark)').filter(`[data-marker='${marker}']`);
  const isSame = (mark: HTMLElement, index: number): boolean =>
    $(mark).text() === marks[index]?.words &&
    (marks[index].fields ?? $())
      .toArray()
      .every((field) => field.matches(`[aria-describedby~='${mark.id}']`));
  // The same words again would make screen readers repeat them.
  if (old.length === marks.length && old.toArray().every(isSame)) return;
  old.each((_index, mark) => {
    forget(mark.id);
    mark.remove();
  });
  for (const { words, fields = $() } of [...marks].reverse()) {
    count++;
    const id = `activelogic-mark-${count}`;
    $('<div>', { id, class: 'activelogic-mark', 'data-marker': marker }).text(words).insertAfter(element);
    const wrong = fields.length > 0 ? fields : element.find('input, select').filter(':visible').first();
    addDescription(wrong, id);
    if (fields.length > 0) wrong.addClass('activelogic-wrong').attr('aria-invalid', 'true');
  }
}

/** The last element in a field's row, not counting marks. */
export function rowEnd(field: JQuery): JQuery {
  return field.closest('.form-row').children().not('.activelogic-mark').last();
}

function forget(id: string): void {
  const fields = $(`[aria-describedby~='${id}']`);
  removeDescription(fields, id);
  // Another mark may still be about the same field.
  const free = fields.filter(
    (_index, field) => !(field.getAttribute('aria-describedby') ?? '').includes('activelogic-mark'),
  );
  free.removeAttr('aria-invalid').removeClass('activelogic-wrong');
}
