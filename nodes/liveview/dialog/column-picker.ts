import { type Chosen, chosenOf, toggleColumn, toggleUnknown } from '../../dialog/rules/chosen-columns';
import { jsonText, keep } from '../../dialog/rules/stored';
import { columnChoices, type ColumnChoice, columnCount } from './columns';
import { columnHint } from '../../dialog/suggestions/hints';
import type { Knowledge } from '../../dialog/suggestions/knowledge';
import { text } from '../../dialog/text';
import { fieldText } from '../../dialog/widgets/fields';
import '../../dialog/widgets/jquery-ui';
import { follow } from '../../dialog/widgets/knowledge-line';
import { type RowList, ROWS_CHANGED } from '../../dialog/widgets/row-list';
import { markElement, type Marker } from '../../dialog/widgets/row-mark';

const ROW = '.activelogic-picker-row';
const COLUMN = 'activelogicColumn';
/** On the checkbox of an entry that is not a column. */
const UNKNOWN = 'activelogicUnknown';

/**
 * A searchable list of columns with checkboxes. Rows stay in place while you work on them. When you leave the list or
 * search it, the chosen rows move to the top.
 */
export function columnPicker(place: JQuery, stored: unknown, knowledge: Knowledge): RowList {
  let chosen: readonly Chosen[] = chosenOf(stored ?? []);
  const columns = (): string[] => chosen.flatMap(({ column }) => column ?? []);
  /** Problems of columns, kept here because rows come and go. */
  const marks = new Map<unknown, { marker: Marker; words: string }>();
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
    const all = columnCount(columns(), knowledge.catalog());
    const number = new Set(columns()).size;
    const words = text('liveview:liveview.columns.count', { number, all });
    if (count.text() !== words) count.text(words);
    clear.prop('disabled', chosen.length === 0);
  };
  const choose = (now: readonly Chosen[]): void => {
    chosen = now;
    showCount();
    place.trigger(ROWS_CHANGED);
  };
  const render = (): void => {
    const focused = boxes().filter(':focus');
    const column = focused.length > 0 ? columnOf(focused) : undefined;
    const query = fieldText(search);
    const top = list.scrollTop() ?? 0;
    list.empty();
    // A search finds columns only.
    const unknown = query.trim() === '' ? chosen.filter((each) => each.column === undefined) : [];
    for (const { stored: value } of unknown) {
      const choice = { column: jsonText(value), default: false };
      addRow(list, choice, true, {
        hint: text('appliance:common.unknown.entry'),
        error: marks.get(value)?.words,
      })
        .find('input')
        .data(UNKNOWN, { value });
    }
    for (const choice of columnChoices(columns(), knowledge.catalog(), query)) {
      const { column } = choice;
      const isChosen = columns().includes(column);
      addRow(list, choice, isChosen, {
        hint: columnHint(column, knowledge.catalog(), text),
        error: isChosen ? marks.get(column)?.words : undefined,
      });
    }
    boxes().attr('tabindex', -1).first().attr('tabindex', 0);
    if (query.trim() !== '') list.children(ROW).first().addClass('activelogic-picker-hit');
    const again = boxes().filter((_index, box) => columnOf($(box)) === column);
    if (column !== undefined) (again.length > 0 ? again : search).trigger('focus');
    list.scrollTop(top);
    showCount();
  };
  const toggle = (box: JQuery): void => {
    const unknown = box.data(UNKNOWN) as { value: unknown } | undefined;
    choose(unknown ? toggleUnknown(chosen, unknown.value) : toggleColumn(chosen, columnOf(box)));
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
      toggle(hit);
      render();
      // The next search replaces the text.
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
    choose([]);
    search.val('');
    render();
    search.trigger('focus');
  });
  list
    .on('change', 'input', (event) => {
      toggle($(event.currentTarget as HTMLElement));
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
  const read = keep(stored, () => chosen.map((each) => each.stored));
  return {
    element: list,
    read,
    judged: read,
    entries: () => chosen.map(({ column }) => column ?? null),
    complain(marker, complaints) {
      const ofColumn = (row: number | undefined): unknown => chosen[row ?? -1]?.stored;
      const ofList = complaints.filter(({ row }) => ofColumn(row) === undefined);
      markElement(list, marker, ofList);
      const before = JSON.stringify([...marks]);
      for (const [key, each] of [...marks]) if (each.marker === marker) marks.delete(key);
      for (const { row, words } of complaints) {
        const stored = ofColumn(row);
        if (stored !== undefined) marks.set(stored, { marker, words });
      }
      if (JSON.stringify([...marks]) !== before) render();
    },
    reveal(index) {
      search.val('');
      render();
      const column = chosen[index ?? -1]?.column;
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
): JQuery {
  const { column, title, unit } = choice;
  const row = $('<label>', { class: ROW.slice(1) }).appendTo(list);
  const box = $('<input>', { type: 'checkbox' }).prop('checked', checked).data(COLUMN, column).appendTo(row);
  const words = $('<span>', { class: 'activelogic-picker-words' }).appendTo(row);
  const part = (style: string, shown: string | undefined): void => {
    // The spaces separate the words for screen readers.
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
  if (said === undefined) return row;
  // Read as the checkbox's description only, not as part of its name.
  const line = $('<span>', { 'aria-hidden': 'true' }).text(said).uniqueId().appendTo(words);
  // An error of the appliance outweighs a hint from its catalogue.
  if (error === undefined) line.addClass('activelogic-row-hint');
  else line.addClass('activelogic-mark');
  box.attr('aria-describedby', line.attr('id') ?? '').attr('aria-invalid', String(error !== undefined));
  return row;
}

/** The index to which a key moves: -1 is the search field above the first row. */
function neighbour(key: string, index: number, count: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(index + 1, count - 1);
  if (key === 'ArrowUp') return index - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** Runs after the event that moves the focus, if the form is still there. */
function later(element: JQuery, then: () => void): void {
  setTimeout(() => {
    if (element.closest('body').length > 0 && element.find(':focus').length === 0) then();
  }, 0);
}
