import { columnChoices, type ColumnChoice, columnCount, toggleColumn } from '../suggestions/columns';
import { columnHint } from '../suggestions/hints';
import type { Knowledge } from '../suggestions/knowledge';
import { text } from '../text';
import { fieldText } from './fields';
import './jquery-ui';
import { follow } from './knowledge-line';
import type { RowList } from './row-list';
import { markElement } from './row-mark';

/** The raw columns of a view, as the form has them; a row is a chosen column. */
export interface ColumnPicker extends RowList<string> {
  /** What scrolls. */
  list: JQuery;
}

const ROW = '.activelogic-picker-row';
const COLUMN = 'activelogicColumn';

/**
 * A list of columns to check, with a field that searches it. The rows stay where they are while somebody works on
 * them; the chosen ones move to the top when the list is left or searched.
 */
export function columnPicker(place: JQuery, stored: readonly string[], knowledge: Knowledge): ColumnPicker {
  let chosen: string[] = stored.filter((column) => typeof column === 'string');
  /** What was said of columns; rows come and go. */
  const marks = new Map<string, string>();
  const head = $('<div>', { class: 'activelogic-row' }).appendTo(place);
  const search = searchField(head);
  const count = $('<span>', {
    class: 'activelogic-picker-count',
    role: 'status',
    'aria-live': 'polite',
  }).appendTo(head);
  const clear = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
    .text(text('liveview:liveview.columns.clear'))
    .appendTo(head);
  const list = $('<div>', { class: 'activelogic-picker-list', role: 'group' })
    .attr('aria-label', text('liveview:liveview.label.columns'))
    .uniqueId()
    .appendTo(place);
  search.attr('aria-controls', list.attr('id') ?? '');

  const boxes = (): JQuery => list.find('input');
  const columnOf = (box: JQuery): string => box.data(COLUMN) as string;
  const showCount = (): void => {
    const all = columnCount(chosen, knowledge.catalog());
    const number = new Set(chosen).size;
    const words = text('liveview:liveview.columns.count', { number, all });
    if (count.text() !== words) count.text(words);
    clear.prop('disabled', chosen.length === 0);
  };
  const render = (): void => {
    const focused = boxes().filter(':focus');
    const column = focused.length > 0 ? columnOf(focused) : undefined;
    const query = fieldText(search);
    const top = list.scrollTop() ?? 0;
    list.empty();
    for (const choice of columnChoices(chosen, knowledge.catalog(), query)) {
      const { column } = choice;
      addRow(list, choice, chosen.includes(column), {
        hint: columnHint(column, knowledge.catalog(), text),
        error: chosen.includes(column) ? marks.get(column) : undefined,
      });
    }
    boxes().attr('tabindex', -1).first().attr('tabindex', 0);
    if (query.trim() !== '') list.children(ROW).first().addClass('activelogic-picker-hit');
    const again = boxes().filter((_index, box) => columnOf($(box)) === column);
    if (column !== undefined) (again.length > 0 ? again : search).trigger('focus');
    list.scrollTop(top);
    showCount();
  };
  const toggle = (column: string): void => {
    chosen = toggleColumn(chosen, column);
    showCount();
  };

  search.on('input', () => {
    render();
    list.scrollTop(0);
  });
  search.on('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      const hit = boxes().first();
      if (fieldText(search).trim() === '' || hit.length === 0) return;
      toggle(columnOf(hit));
      render();
      // What is typed next takes the place of what was found.
      search.trigger('select');
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      boxes().first().trigger('focus');
    } else if (event.key === 'Escape' && fieldText(search) !== '') {
      event.preventDefault();
      event.stopPropagation();
      search.val('').trigger('input');
    }
  });
  clear.on('click', () => {
    chosen = [];
    search.val('');
    render();
    search.trigger('focus');
  });
  list
    .on('change', 'input', (event) => {
      toggle(columnOf($(event.currentTarget as HTMLElement)));
    })
    .on('focusin', 'input', (event) => {
      boxes().attr('tabindex', -1);
      $(event.currentTarget as HTMLElement).attr('tabindex', 0);
    })
    .on('keydown', 'input', (event) => {
      const box = $(event.currentTarget as HTMLElement);
      const all = boxes();
      const next = neighbour(event.key, all.index(box), all.length);
      if (event.key === 'Enter') {
        event.preventDefault();
        box.prop('checked', box.prop('checked') !== true).trigger('change');
      } else if (next !== undefined) {
        event.preventDefault();
        (next < 0 ? search : all.eq(next)).trigger('focus');
      }
    })
    .on('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Element) || !list.has(relatedTarget).length) later(list, render);
    });
  follow(knowledge, list, render);
  render();
  return {
    list,
    read: () => [...chosen],
    mark(index, words) {
      const column = chosen[index ?? -1];
      if (column === undefined) markElement(list, words);
      else if (words === undefined) marks.delete(column);
      else marks.set(column, words);
      render();
    },
    unmark() {
      markElement(list, undefined);
      if (marks.size === 0) return;
      marks.clear();
      render();
    },
    reveal(index) {
      search.val('');
      render();
      const column = chosen[index ?? -1];
      const box = boxes().filter((_index, each) => columnOf($(each)) === column);
      (box.length > 0 ? box : search).trigger('focus');
    },
  };
}

function searchField(head: JQuery): JQuery {
  const label = text('liveview:liveview.columns.search');
  return $('<input>')
    .attr({ type: 'text', autocomplete: 'off', 'aria-label': label, placeholder: label })
    .appendTo(head);
}

function addRow(
  list: JQuery,
  choice: ColumnChoice,
  checked: boolean,
  { hint, error }: { hint: string | undefined; error: string | undefined },
): void {
  const { column, title, unit } = choice;
  const row = $('<label>', { class: ROW.slice(1) }).appendTo(list);
  const box = $('<input>', { type: 'checkbox' }).prop('checked', checked).data(COLUMN, column).appendTo(row);
  const words = $('<span>', { class: 'activelogic-picker-words' }).appendTo(row);
  const part = (style: string, shown: string | undefined): void => {
    // The spaces are for those who hear the row.
    if (shown !== undefined && shown !== '') words.append($('<span>', { class: style }).text(shown), ' ');
  };
  part(
    'activelogic-picker-column',
    choice.free === true ? text('liveview:liveview.columns.use', { column }) : column,
  );
  part('activelogic-picker-title', title);
  part('activelogic-picker-title', unit);
  if (choice.default) part('activelogic-picker-default', text('liveview:liveview.columns.default'));
  const said = error ?? hint;
  if (said === undefined) return;
  // Read as the box's description, not as part of its name too.
  const line = $('<span>', { 'aria-hidden': 'true' }).text(said).uniqueId().appendTo(words);
  // What the system has said of a column weighs more than what its catalogue lets expect.
  if (error === undefined) line.addClass('activelogic-row-hint');
  else line.addClass('activelogic-mark');
  box.attr('aria-describedby', line.attr('id') ?? '').attr('aria-invalid', String(error !== undefined));
}

/** The index that a key moves to, -1 for the search field above the first. */
function neighbour(key: string, index: number, count: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(index + 1, count - 1);
  if (key === 'ArrowUp') return index - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** After the event that moves the focus, as long as the form is there. */
function later(element: JQuery, then: () => void): void {
  setTimeout(() => {
    if (element.closest('body').length > 0 && element.find(':focus').length === 0) then();
  }, 0);
}
