import type { Spread } from './statistics';

/** A line of the table. */
export interface Line {
  measure: string;
  view: string;
  who: string;
  value: Spread | number | string;
  unit: string;
  /** What is to be reached, and whether it was. */
  goal?: { text: string; reached: boolean };
}

const HEADINGS = ['measure', 'view', 'who', 'median', 'min – max', 'unit', 'goal'];

/** Markdown that reads well as plain text, too. */
export function table(lines: readonly Line[]): string {
  const rows = [HEADINGS, ...lines.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const [headings = '', ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [headings, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

function cells({ measure, view, who, value, unit, goal }: Line): string[] {
  const [median, range] =
    typeof value === 'object'
      ? [number(value.median), `${number(value.min)} – ${number(value.max)}`]
      : [typeof value === 'number' ? number(value) : value, ''];
  return [
    measure,
    view,
    who,
    median,
    range,
    unit,
    goal ? `${goal.text}: ${goal.reached ? 'reached' : 'MISSED'}` : '',
  ];
}

/** Three digits that count. */
function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value === 0 ? '0' : value.toPrecision(3);
}
