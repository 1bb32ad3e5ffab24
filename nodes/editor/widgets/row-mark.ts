import { addDescription, removeDescription } from './description';

/** An error is red and belongs to a field; a hint only says something. A row has at most one of each. */
export type MarkTone = 'error' | 'hint';

let count = 0;

/**
 * Says something right under a row of a list, or under the whole list, and takes it back with `undefined`.
 *
 * @param element the row's content, or the list's frame
 * @param fields those that an error is about: they get a red border, and whoever hears the form the words
 */
export function markElement(
  element: JQuery,
  tone: MarkTone,
  words: string | undefined,
  fields: JQuery = $(),
): void {
  element.siblings(`.activelogic-mark[data-tone='${tone}']`).each((_index, old) => {
    forget(element, old.id);
    old.remove();
  });
  if (words === undefined) return;
  count++;
  const id = `activelogic-mark-${count}`;
  $('<div>', { id, class: 'activelogic-mark' }).attr('data-tone', tone).text(words).insertAfter(element);
  const isError = tone === 'error';
  const wrong = fields.length > 0 ? fields : element.find('input, select').filter(':visible').first();
  addDescription(wrong, id);
  if (isError && fields.length > 0) wrong.addClass('activelogic-wrong').attr('aria-invalid', 'true');
}

function forget(element: JQuery, id: string): void {
  const fields = element.find(`[aria-describedby~='${id}']`);
  removeDescription(fields, id);
  fields.removeAttr('aria-invalid').removeClass('activelogic-wrong');
}
