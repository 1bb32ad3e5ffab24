import type { PreviewColumn } from '../../admin/api';
import { text } from '../text';
import { shownUnit } from '../suggestions/units';
import { formatter } from './format';
import type { Update } from './live-view';
import { placeRows } from './place-rows';
import { sortItems, type TableRow, tableRows } from './rows';

type Show = (value: number | string | null) => string;

/** How far a level is indented. */
const INDENT_PX = 16;
/** The width of the button that unfolds, as in the style. */
const FOLD_PX = 20;

/** A row of the page that shows an item, whatever the update. */
interface Line {
  element: HTMLTableRowElement;
  fold: HTMLButtonElement | undefined;
  name: HTMLElement;
  cells: HTMLTableCellElement[];
}

/** The items of a view, updated in place: rows are kept as long as their item is there. */
export class PreviewTable {
  readonly element: JQuery;
  readonly #caption: JQuery;
  readonly #head: JQuery;
  readonly #body: HTMLTableSectionElement;
  readonly #lines = new Map<string, Line>();
  readonly #open = new Set<string>();
  #columns: readonly PreviewColumn[] = [];
  #shows: Show[] = [];
  #update: Update | undefined;
  #sort: string | undefined;

  /** @param sorted called when the user wants the items by a column, or again in the order of the system */
  constructor(
    private readonly language: string,
    private readonly sorted: (key: string | undefined) => void,
  ) {
    this.#caption = $('<caption>', { class: 'activelogic-hidden' });
    this.#head = $('<tr>');
    this.#body = document.createElement('tbody');
    this.element = $('<table>', { class: 'activelogic-preview-table' })
      .append(this.#caption, $('<thead>').append(this.#head), this.#body)
      .hide();
  }

  get isEmpty(): boolean {
    return this.#update === undefined;
  }

  /** How many items are shown, those within others not counted. */
  get shown(): number {
    return this.#update?.items.length ?? 0;
  }

  /** @param title what the items are, such as the distributions' names */
  show(update: Update, title: string): void {
    this.#update = update;
    this.#caption.text(text('liveview:liveview.preview.caption', { title }));
    if (JSON.stringify(this.#columns) !== JSON.stringify(update.columns)) this.#setColumns(update.columns);
    this.#head.children().first().text(title).attr('title', title);
    this.#render();
    this.element.show();
  }

  clear(): void {
    this.#update = undefined;
    this.#render();
    this.element.hide();
  }

  #setColumns(columns: readonly PreviewColumn[]): void {
    this.#columns = columns;
    this.#shows = columns.map(({ unit }) => formatter(unit, this.language));
    // Their cells are those of other columns.
    this.#lines.clear();
    this.#head.empty().append($('<th>', { scope: 'col' }));
    for (const column of columns) this.#head.append(this.#header(column));
  }

  #header({ key, title, unit }: PreviewColumn): JQuery {
    const shown = shownUnit(unit);
    const button = $('<button>', { type: 'button' })
      .attr('title', text('liveview:liveview.preview.sort', { column: title ?? key }))
      .append($('<span>').text(key), $('<i>', { class: 'fa fa-caret-down', 'aria-hidden': 'true' }))
      .on('click', () => {
        this.#sort = this.#sort === key ? undefined : key;
        this.#render();
        this.sorted(this.#sort);
      });
    if (shown !== undefined) button.append($('<small>').text(shown));
    return $('<th>', { scope: 'col' }).append(button);
  }

  #render(): void {
    const update = this.#update;
    const sortIndex = this.#columns.findIndex(({ key }) => key === this.#sort);
    this.#head.children().each((index, header) => {
      if (index === 0) return;
      if (index - 1 === sortIndex) header.setAttribute('aria-sort', 'descending');
      else header.removeAttribute('aria-sort');
    });
    const items = update ? sortItems(update.items, update.columns, this.#sort) : [];
    const largest = Math.max(0, ...items.map(({ values }) => Number(values[sortIndex] ?? 0)));
    const rows = tableRows(items, this.#open).map((row) => {
      const line = this.#lines.get(row.path) ?? this.#addLine(row);
      if (row.kind === 'item') this.#fill(line, row, sortIndex, largest);
      else line.name.textContent = this.#moreText(row.count);
      return line.element;
    });
    placeRows(this.#body, rows);
    const kept = new Set(rows);
    for (const [path, { element }] of this.#lines) if (!kept.has(element)) this.#lines.delete(path);
  }

  #moreText(count: number): string {
    return text('liveview:liveview.preview.more', {
      count: new Intl.NumberFormat(this.language).format(count),
    });
  }

  #addLine(row: TableRow): Line {
    const element = document.createElement('tr');
    const header = document.createElement('th');
    header.scope = 'row';
    // What has no button to unfold it begins where the names do.
    const indent = row.depth * INDENT_PX + (row.kind === 'more' ? FOLD_PX : 0);
    header.style.paddingLeft = `${6 + indent}px`;
    const name = document.createElement('span');
    element.append(header);
    const line: Line = { element, fold: undefined, name, cells: [] };
    if (row.kind === 'more') {
      element.className = 'activelogic-preview-more';
      header.append(name);
      const rest = document.createElement('td');
      rest.colSpan = Math.max(1, this.#columns.length);
      element.append(rest);
    } else {
      line.fold = this.#foldButton(row.path);
      header.append(line.fold, name);
      line.cells = this.#columns.map(() => document.createElement('td'));
      element.append(...line.cells);
      if (row.depth > 0) element.className = 'activelogic-preview-child';
    }
    this.#lines.set(row.path, line);
    return line;
  }

  #foldButton(path: string): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'activelogic-preview-fold';
    $('<i>', { class: 'fa fa-caret-right', 'aria-hidden': 'true' }).appendTo(button);
    button.addEventListener('click', () => {
      if (!this.#open.delete(path)) this.#open.add(path);
      this.#render();
    });
    return button;
  }

  #fill(
    { fold, name, cells }: Line,
    row: Extract<TableRow, { kind: 'item' }>,
    sortIndex: number,
    largest: number,
  ): void {
    if (name.textContent !== row.name) {
      name.textContent = row.name;
      name.title = row.name;
    }
    if (fold) {
      // A place without a button: the names stand under each other.
      fold.style.visibility = row.open === undefined ? 'hidden' : '';
      fold.setAttribute('aria-expanded', String(row.open === true));
      fold.setAttribute('aria-label', text('liveview:liveview.preview.fold', { name: row.name }));
    }
    cells.forEach((cell, index) => {
      const value = row.values[index] ?? null;
      const shown = this.#shows[index]?.(value) ?? '';
      if (cell.textContent !== shown) cell.textContent = shown;
      cell.classList.toggle('activelogic-preview-text', typeof value === 'string');
      cell.classList.toggle('activelogic-preview-none', value === null);
      const share = index === sortIndex && typeof value === 'number' && largest > 0 ? value / largest : 0;
      if (share > 0) cell.style.setProperty('--activelogic-share', `${Math.min(100, share * 100)}%`);
      else cell.style.removeProperty('--activelogic-share');
    });
  }
}
