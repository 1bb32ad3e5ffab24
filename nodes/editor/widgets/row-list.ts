import { text } from '../text';
import type { Key } from '../translate';
import { markElement } from './row-mark';

/** How a list's rows are built and read. */
interface RowListOptions<T> {
  items: readonly T[];
  /** A row that the user adds. */
  blank: () => T;
  /** Fills a row and returns what reads it. */
  build: (row: JQuery, item: T) => () => T;
  /** Names a row by its number, for those who hear the form. */
  rowName: Key;
  /** Called for each row whenever the order has changed. */
  number?: (row: JQuery, index: number) => void;
  /** Called when rows came, went or moved. */
  changed?: () => void;
  /** The text on the button that adds a row. */
  add: string;
  /** `auto`: as high as its rows; else the form's resize handler sets the height. */
  height?: 'auto';
}

/** An editable list of the form. */
export interface RowList<T> {
  read: () => T[];
  /**
   * Says what is wrong under a row, or under the list where there is no such row; `undefined` takes it back. It goes
   * by itself as soon as its row changes.
   *
   * @param field the `data-field` of what it is about
   */
  mark: (index: number | undefined, words: string | undefined, field?: string) => void;
  /** Takes back what was said of the rows and of the list. */
  unmark: () => void;
  /** Brings a row, or the list, to the user's eyes, and its field under the user's fingers. */
  reveal: (index: number | undefined, field?: string) => void;
}

/** An event of the list's element, which bubbles: rows came, went or moved. */
export const ROWS_CHANGED = 'activelogicrows';

const READER = 'activelogicReader';

/** Makes an `<ol>` a sortable list of rows that can be built, read and moved with mouse or keyboard. */
export function rowList<T>(element: JQuery, options: RowListOptions<T>): RowList<T> {
  const rows = (): JQuery[] => (element.editableList('items') as unknown as JQuery<JQuery>).toArray();
  const renumber = (): void => {
    rows().forEach((row, index) => {
      row.attr('aria-label', text(options.rowName, { row: index + 1 }));
      options.number?.(row, index);
    });
    options.changed?.();
    element.trigger(ROWS_CHANGED);
  };
  element.editableList<{ item?: T }>({
    sortable: true,
    removable: true,
    addButton: options.add,
    ...(options.height === undefined ? {} : { height: options.height }),
    addItem(row, _index, data) {
      row.attr('role', 'group').data(READER, options.build(row, data.item ?? options.blank()));
      labelControls(row, renumber);
      renumber();
      if (data.item === undefined) focusFirstField(row);
    },
    removeItem: renumber,
    sortItems: renumber,
  });
  element.editableList(
    'addItems',
    options.items.map((item) => ({ item })),
  );
  // The list scrolls to each row added; a form that opens begins at the first.
  setTimeout(() => element.closest('.red-ui-editableList-container').scrollTop(0), 0);
  const frame = element.closest('.red-ui-editableList');
  const target = (index: number | undefined): JQuery => rows()[index ?? -1] ?? frame;
  return {
    read: () => rows().map((row) => readRow(row) as T),
    mark(index, words, field) {
      const marked = target(index);
      markElement(marked, words, fieldsOf(marked, field));
      if (words !== undefined && marked !== frame) unmarkWhenChanged(marked);
    },
    unmark() {
      for (const each of [frame, ...rows()]) markElement(each, undefined);
    },
    reveal(index, field) {
      const shown = target(index);
      const fields = fieldsOf(shown, field);
      shown[0]?.scrollIntoView({ block: 'nearest' });
      const inputs = (fields.length > 0 ? fields.find('*').addBack() : shown.find('*')).filter(
        'input, select, .red-ui-editableList-addButton',
      );
      inputs.filter(':visible').first().trigger('focus');
    },
  };
}

function readRow(row: JQuery): unknown {
  return (row.data(READER) as () => unknown)();
}

function fieldsOf(row: JQuery, field: string | undefined): JQuery {
  return field === undefined ? $() : row.find(`[data-field='${field}']`);
}

/** Only a row that reads differently has changed: fields tell of changes that are none. */
function unmarkWhenChanged(row: JQuery): void {
  const marked = JSON.stringify(readRow(row));
  const events = 'input.activelogicmark change.activelogicmark';
  row.off(events).on(events, () => {
    if (JSON.stringify(readRow(row)) === marked) return;
    row.off(events);
    markElement(row, undefined);
  });
}

/** The list's own handle and button are for the mouse only and say nothing: both get a name, and the handle keys. */
function labelControls(row: JQuery, moved: () => void): void {
  const remove = text('appliance:common.list.remove');
  row.siblings('.red-ui-editableList-item-remove').attr({ role: 'button', 'aria-label': remove });
  const move = text('appliance:common.list.move');
  const handle = row.siblings('.red-ui-editableList-item-handle');
  handle.attr({ role: 'button', tabindex: 0, 'aria-label': move, title: move }).on('keydown', (event) => {
    const item = row.parent();
    const neighbour = event.key === 'ArrowUp' ? item.prev() : event.key === 'ArrowDown' ? item.next() : $();
    if (neighbour.length === 0) return;
    event.preventDefault();
    if (event.key === 'ArrowUp') item.insertBefore(neighbour);
    else item.insertAfter(neighbour);
    handle.trigger('focus');
    moved();
  });
}

/** Later, because the list appends the row's controls first and then scrolls to it. */
function focusFirstField(row: JQuery): void {
  setTimeout(() => row.find('select, input').filter(':visible').first().trigger('focus'), 0);
}
