import type { PreviewColumn } from '../../../admin/api';
import { text } from '../../../dialog/text';
import { shownUnit } from '../../../dialog/suggestions/units';
import { formatter } from './format';
import type { UpdateLine } from './live-view';
import { placeRows } from './place-rows';
import { sortItems, type TableRow, tableRows } from './rows';

type Show = (value: number | string | null) => string;

/** The indentation per level. */
const INDENT_PX = 16;
/** The width of the unfold button, as in the style sheet. */
const FOLD_PX = 20;

/** A row of the page. It shows the same item in every update. */
interface Line {
  element: HTMLTableRowElement;
  fold: HTMLButtonElement | undefined;
  name: HTMLElement;
  cells: HTMLTableCellElement[];
}

/** The items of a view, updated in place: a row stays as long as its item exists. */
export class PreviewTable {
  readonly element: JQuery;
  private readonly caption: JQuery;
  private readonly head: JQuery;
  private readonly body: HTMLTableSectionElement;
  private readonly lines = new Map<string, Line>();
  private readonly open = new Set<string>();
  private columns: readonly PreviewColumn[] = [];
  private shows: Show[] = [];
  private update: UpdateLine | undefined;
  private sort: string | undefined;

  /** @param sorted called when the user sorts by a column, or goes back to the appliance's order */
  constructor(
    private readonly language: string,
    private readonly sorted: (key: string | undefined) => void,
  ) {
    this.caption = $('<caption>', { class: 'activelogic-hidden' });
    this.head = $('<tr>');
    this.body = document.createElement('tbody');
    this.element = $('<table>', { class: 'activelogic-preview-table' })
      .append(this.caption, $('<thead>').append(this.head), this.body)
      .hide();
  }

  /** How many top-level items are shown. */
  get shown(): number {
    return this.update?.items.length ?? 0;
  }

  /** @param title what the items are, such as the names of the distributions */
  show(update: UpdateLine, title: string): void {
    this.update = update;
    this.caption.text(text('liveview:liveview.preview.caption', { title }));
    if (JSON.stringify(this.columns) !== JSON.stringify(update.columns)) this.setColumns(update.columns);
    this.head.children().first().text(title).attr('title', title);
    this.render();
    this.element.show();
  }

  clear(): void {
    this.update = undefined;
    this.render();
    this.element.hide();
  }

  private setColumns(columns: readonly PreviewColumn[]): void {
    this.columns = columns;
    this.shows = columns.map(({ unit }) => formatter(unit, this.language));
    // Their cells belong to other columns.
    this.lines.clear();
    this.head.empty().append($('<th>', { scope: 'col' }));
    for (const column of columns) this.head.append(this.header(column));
  }

  private header({ key, title, unit }: PreviewColumn): JQuery {
    const shown = shownUnit(unit);
    const button = $('<button>', { type: 'button' })
      .attr('title', text('liveview:liveview.preview.sort', { column: title ?? key }))
      .append($('<span>').text(key), $('<i>', { class: 'fa fa-caret-down', 'aria-hidden': 'true' }))
      .on('click', () => {
        this.sort = this.sort === key ? undefined : key;
        this.render();
        this.sorted(this.sort);
      });
    if (shown !== undefined) button.append($('<small>').text(shown));
    return $('<th>', { scope: 'col' }).append(button);
  }

  private render(): void {
    const update = this.update;
    const sortIndex = this.columns.findIndex(({ key }) => key === this.sort);
    this.head.children().each((index, header) => {
      if (index === 0) return;
      if (index - 1 === sortIndex) header.setAttribute('aria-sort', 'descending');
      else header.removeAttribute('aria-sort');
    });
    const items = update ? sortItems(update.items, update.columns, this.sort) : [];
    const largest = Math.max(0, ...items.map(({ values }) => Number(values[sortIndex] ?? 0)));
    const rows = tableRows(items, this.open).map((row) => {
      const line = this.lines.get(row.path) ?? this.addLine(row);
      if (row.kind === 'item') this.fill(line, row, sortIndex, largest);
      else line.name.textContent = this.moreText(row.count);
      return line.element;
    });
    placeRows(this.body, rows);
    const kept = new Set(rows);
    for (const [path, { element }] of this.lines) if (!kept.has(element)) this.lines.delete(path);
  }

  private moreText(count: number): string {
    return text('liveview:liveview.preview.more', {
      count: new Intl.NumberFormat(this.language).format(count),
    });
  }

  private addLine(row: TableRow): Line {
    const element = document.createElement('tr');
    const header = document.createElement('th');
    header.scope = 'row';
    // A row without an unfold button starts where the names start.
    const indent = row.depth * INDENT_PX + (row.kind === 'more' ? FOLD_PX : 0);
    header.style.paddingLeft = `${6 + indent}px`;
    const name = document.createElement('span');
    element.append(header);
    const line: Line = { element, fold: undefined, name, cells: [] };
    if (row.kind === 'more') {
      element.className = 'activelogic-preview-more';
      header.append(name);
      const rest = document.createElement('td');
      rest.colSpan = Math.max(1, this.columns.length);
      element.append(rest);
    } else {
      line.fold = this.foldButton(row.path);
      header.append(line.fold, name);
      line.cells = this.columns.map(() => document.createElement('td'));
      element.append(...line.cells);
      if (row.depth > 0) element.className = 'activelogic-preview-child';
    }
    this.lines.set(row.path, line);
    return line;
  }

  private foldButton(path: string): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'activelogic-preview-fold';
    $('<i>', { class: 'fa fa-caret-right', 'aria-hidden': 'true' }).appendTo(button);
    button.addEventListener('click', () => {
      if (!this.open.delete(path)) this.open.add(path);
      this.render();
    });
    return button;
  }

  private fill(
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
      // Keep the space of the button, so that names align.
      fold.style.visibility = row.open === undefined ? 'hidden' : '';
      fold.setAttribute('aria-expanded', String(row.open === true));
      fold.setAttribute('aria-label', text('liveview:liveview.preview.fold', { name: row.name }));
    }
    cells.forEach((cell, index) => {
      const value = row.values[index] ?? null;
      const shown = this.shows[index]?.(value) ?? '';
      if (cell.textContent !== shown) cell.textContent = shown;
      cell.classList.toggle('activelogic-preview-text', typeof value === 'string');
      cell.classList.toggle('activelogic-preview-none', value === null);
      const share = index === sortIndex && typeof value === 'number' && largest > 0 ? value / largest : 0;
      if (share > 0) cell.style.setProperty('--activelogic-share', `${Math.min(100, share * 100)}%`);
      else cell.style.removeProperty('--activelogic-share');
    });
  }
}
