import { keep, jsonText, type Read } from '../rules/stored';
import { text } from '../text';
import type { Key } from '../translate';
import { type Mark, markElement, type Marker } from './row-mark';

/** How to build and read the rows of a list. */
interface RowListOptions<T> {
  /** From a flow, so it may be anything. */
  stored: unknown;
  /** Used if nothing is stored. */
  fallback: readonly unknown[];
  /**
   * The content of a row for an item; undefined if no row can show it. Such an item is shown as JSON and stays until it
   * is removed.
   */
  toItem: (item: unknown) => T | undefined;
  /** The content of an added row. */
  blank: () => T;
  /** Whether an empty list starts with a row to fill in. */
  startsWithRow?: boolean;
  /** Fills a row and returns its reader. */
  build: (row: JQuery, item: T) => Read | RowReader;
  /** The name of a row by its number, for screen readers. */
  rowName: Key;
  /** Called for each row when the order changes. */
  number?: (row: JQuery, index: number) => void;
  /** Called when rows are added, removed or moved. */
  changed?: () => void;
  /** The text of the button that adds a row. */
  add: string;
  /** `auto`: as high as its rows. Otherwise the form sets the height. */
  height?: 'auto';
}

/** Reads a row. */
export interface RowReader {
  /** What to store; undefined for a blank row. */
  read: Read;
  /** The same with blank fields as empty text, so that they can be marked although they are not stored. */
  judged: Read;
}

/** A problem in a list. */
export interface Complaint {
  /** The index of the entry; undefined if the problem is about the list. */
  row?: number | undefined;
  /** The `data-field` that it is about. */
  field?: string | undefined;
  /** The index of the value in that field. */
  value?: number | undefined;
  words: string;
}

/** Shows problems at rows and brings rows into view. */
export interface MarkedRows {
  /** Shows problems under rows, fields or the list. Replaces what the same marker showed before. */
  complain: (marker: Marker, complaints: readonly Complaint[]) => void;
  /** Scrolls to a row or the list, and focuses its field. */
  reveal: (index: number | undefined, field?: string) => void;
}

/** An editable list of the form. */
export interface RowList extends MarkedRows {
  /** What to store. Returns the stored value if the list shows the same. */
  read: Read;
  /** The same with blank fields as empty text. */
  judged: Read;
  /** The element around the list. */
  element: JQuery;
  /** The current rows; `null` for a row that cannot be edited. */
  entries: () => unknown[];
}

/** Fired on the list's element when rows are added, removed or moved. It bubbles. */
export const ROWS_CHANGED = 'activelogicrows';

/** The reader of a row, set once the row is complete. */
const READER = 'activelogicReader';

interface Reader extends RowReader {
  understood: boolean;
}

interface RowData<T> {
  shown?: { item: T } | { unknown: unknown };
}

/** Turns an `<ol>` into a list of rows that can be edited, and moved with mouse or keyboard. */
export function rowList<T>(element: JQuery, options: RowListOptions<T>): RowList {
  /** The complete rows. Removed rows that are still fading do not count. */
  const rows = (): JQuery[] =>
    (element.editableList('items') as unknown as JQuery<JQuery>)
      .toArray()
      .filter((row) => readerOf(row) !== undefined && !row.parent().is('.red-ui-editableList-item-deleting'));
  const renumber = (): void => {
    rows().forEach((row, index) => {
      row.attr('aria-label', text(options.rowName, { row: index + 1 }));
      options.number?.(row, index);
    });
    options.changed?.();
    element.trigger(ROWS_CHANGED);
  };
  element.toggleClass('activelogic-as-high-as-rows', options.height === 'auto');
  element.editableList<RowData<T>>({
    sortable: true,
    removable: true,
    addButton: options.add,
    ...(options.height === undefined ? {} : { height: options.height }),
    addItem(row, _index, { shown }) {
      row.attr('role', 'group');
      const isUnknown = shown !== undefined && 'unknown' in shown;
      const built = isUnknown
        ? showUnknown(row, shown.unknown)
        : options.build(row, shown?.item ?? options.blank());
      const reader = typeof built === 'function' ? { read: built, judged: built } : built;
      row.data(READER, { ...reader, understood: !isUnknown } satisfies Reader);
      labelControls(row, renumber);
      renumber();
      if (shown === undefined) focusFirstField(row);
    },
    removeItem: renumber,
    sortItems: renumber,
  });
  element.editableList('addItems', shownRows(options));
  // The list scrolls to each added row. When the form opens, show the first.
  setTimeout(() => element.closest('.red-ui-editableList-container').scrollTop(0), 0);
  const frame = element.closest('.red-ui-editableList');
  const readAll = (how: keyof RowReader) => (): unknown[] =>
    rows()
      .map((row) => readerOf(row)?.[how]())
      .filter((item) => item !== undefined);
  /** A row that reads as undefined is not an entry. */
  const target = (index: number | undefined): JQuery =>
    rows().filter((row) => readerOf(row)?.judged() !== undefined)[index ?? -1] ?? frame;
  return {
    element: frame,
    read: keep(options.stored, readAll('read')),
    judged: keep(options.stored, readAll('judged')),
    entries: () =>
      rows().flatMap((row) => {
        const reader = readerOf(row);
        const entry = reader?.understood === true ? reader.read() : null;
        return entry === undefined ? [] : [entry];
      }),
    complain(marker, complaints) {
      const marks = new Map<HTMLElement, Mark[]>();
      for (const { row, field, value, words } of complaints) {
        const about = target(row);
        const fields = fieldsOf(about, field, value);
        const line = fields.closest('.activelogic-row');
        const [element] = line.length > 0 ? line : about;
        if (element) marks.set(element, [...(marks.get(element) ?? []), { words, fields }]);
      }
      const lines = rows().flatMap((row) => row.find('.activelogic-row').toArray());
      for (const element of [frame, ...rows()].flatMap((each) => each.toArray()).concat(lines))
        markElement($(element), marker, marks.get(element) ?? []);
      // The appliance's words may no longer hold once a row has changed.
      if (marker === 'appliance') for (const { row } of complaints) unmarkWhenChanged(target(row));
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

function shownRows<T>(options: RowListOptions<T>): RowData<T>[] {
  const stored = options.stored ?? options.fallback;
  // Show anything but a list as one row.
  if (!Array.isArray(stored)) return [{ shown: { unknown: stored } }];
  if (stored.length === 0 && options.startsWithRow === true) return [{ shown: { item: options.blank() } }];
  return (stored as unknown[]).map((entry) => {
    const item = options.toItem(entry);
    return { shown: item === undefined ? { unknown: entry } : { item } };
  });
}

function readerOf(row: JQuery): Reader | undefined {
  return row.data(READER) as Reader | undefined;
}

/** A value that fits no row. It can be seen, moved and removed. */
function showUnknown(row: JQuery, value: unknown): Read {
  unknownField(row, value);
  return () => value;
}

/** Shows a value as JSON in a marked field that cannot be edited. */
export function unknownField(place: JQuery, value: unknown): void {
  const field = $('<input>')
    .attr({ type: 'text', readonly: 'readonly', 'aria-label': text('appliance:common.unknown.label') })
    .addClass('activelogic-unknown')
    .val(jsonText(value))
    .appendTo(place);
  markElement(field, 'unknown', [{ words: text('appliance:common.unknown.entry'), fields: field }]);
}

/** The fields of a row that a problem is about: one of several values, or all fields with that name. */
function fieldsOf(row: JQuery, field: string | undefined, value?: number): JQuery {
  if (field === undefined) return $();
  const fields = row.find(`[data-field='${field}']`);
  const single = fields.children('.activelogic-value').eq(value ?? -1);
  return value !== undefined && single.length > 0 ? single : fields;
}

/** Removes the appliance's marks when the row reads differently. Change events alone do not mean that. */
function unmarkWhenChanged(row: JQuery): void {
  if (readerOf(row) === undefined) return;
  const now = (): string => JSON.stringify(readerOf(row)?.read());
  const marked = now();
  const events = 'input.activelogicmark change.activelogicmark';
  row.off(events).on(events, () => {
    if (now() === marked) return;
    row.off(events);
    for (const marked of [
      row,
      ...row
        .find('.activelogic-row')
        .toArray()
        .map((line) => $(line)),
    ])
      markElement(marked, 'appliance', []);
  });
}

/**
 * The list's handle and button work with the mouse only and have no name. Add a name to both, and keys to the handle.
 */
function labelControls(row: JQuery, moved: () => void): void {
  const remove = text('appliance:common.list.remove');
  row
    .siblings('.red-ui-editableList-item-remove')
    .attr({ role: 'button', 'aria-label': remove })
    // The list removes the row after it has faded; for the form it is gone now.
    .on('click', moved);
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

/**
 * Waits, because the list first appends the row's controls and scrolls to it. Then focuses the first field and keeps
 * the add button in view.
 */
function focusFirstField(row: JQuery): void {
  setTimeout(() => {
    const add = row.closest('.red-ui-editableList').find('.red-ui-editableList-addButton').last();
    add[0]?.scrollIntoView({ block: 'nearest' });
    const fields = row.find('select, input').filter(':visible');
    const text = fields.filter("[type='text']");
    (text.length > 0 ? text : fields).first().trigger('focus');
  }, 0);
}
