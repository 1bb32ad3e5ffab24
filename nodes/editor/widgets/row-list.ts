import { text } from '../text';
import type { Key } from '../translate';

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
}

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
  return { read: () => rows().map((row) => (row.data(READER) as () => T)()) };
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
