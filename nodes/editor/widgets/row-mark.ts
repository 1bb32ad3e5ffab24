import { addDescription, removeDescription } from './description';

let count = 0;

/**
 * Says what is wrong right under a row of a list, or under the whole list, and takes it back with `undefined`.
 *
 * @param element the row's content, or the list's frame
 * @param fields those that it is about: they get a red border, and whoever hears the form the words
 */
export function markElement(element: JQuery, words: string | undefined, fields: JQuery = $()): void {
  element.siblings(`.activelogic-mark`).each((_index, old) => {
    forget(element, old.id);
    old.remove();
  });
  if (words === undefined) return;
  count++;
  const id = `activelogic-mark-${count}`;
  $('<div>', { id, class: 'activelogic-mark' }).text(words).insertAfter(element);
  const wrong = fields.length > 0 ? fields : element.find('input, select').filter(':visible').first();
  addDescription(wrong, id);
  if (fields.length > 0) wrong.addClass('activelogic-wrong').attr('aria-invalid', 'true');
}

function forget(element: JQuery, id: string): void {
  const fields = element.find(`[aria-describedby~='${id}']`);
  removeDescription(fields, id);
  fields.removeAttr('aria-invalid').removeClass('activelogic-wrong');
}
