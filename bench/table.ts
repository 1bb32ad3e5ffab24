import { ALL, BARE, CORE, NODE, type Spec, TEN_CORE, TEN_NODES } from './contestants';
import type { Size } from './field';
import type { Results } from './results';
import { percentile, spread, type Spread } from './statistics';

type Cell = Spread | number | undefined;

/** A line of the table. */
interface Line {
  title: string;
  unit: string;
  cell: (size: Size) => Cell;
  /** The smallest median that is good enough, for updates of 1,000 rows and more. */
  goal?: number;
}

/** How many times as fast `spec` is as `to`. */
const RATIOS: readonly { spec: Spec; to: Spec; goal: number }[] = [
  { spec: NODE, to: BARE, goal: 1 },
  { spec: NODE, to: CORE, goal: 2.2 },
  { spec: TEN_NODES, to: TEN_CORE, goal: 8 },
];
/** In smaller updates Node-RED spends more on the message than on its content. */
const GOALS_FROM = 1000;

/** A Markdown table that also reads well as plain text, with a column for each size of update. */
export function table(results: Results, sizes: readonly Size[]): string {
  const names = sizes.map(({ rows, kind }) => `${rows.toLocaleString('en')} ${kind}`);
  const headings = ['', ...names, 'unit', 'goal'];
  const rows = [headings, ...linesOf(results).map((line) => texts(line, sizes))];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [first = '', ...body] = rows.map(
    (row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

function linesOf(results: Results): Line[] {
  const cpu = (spec: Spec, size: Size): readonly number[] => results.of('cpu', spec.name, size);
  const cost: Line[] = ALL.map((spec) => ({
    title: `CPU per update: ${spec.title}`,
    unit: 'ms',
    cell: (size) => percentile(cpu(spec, size), 50),
  }));
  const ratios: Line[] = RATIOS.map(({ spec, to, goal }) => ({
    title: `as fast as ${to.title}: ${spec.title}`,
    unit: '×',
    cell: (size) => spread(perRound(cpu(to, size), cpu(spec, size))),
    goal,
  }));
  const further: Line = {
    title: `CPU per update: each further node on the view`,
    unit: 'ms',
    cell: (size) => {
      const [one, ten] = [NODE, TEN_NODES].map((spec) => percentile(cpu(spec, size), 50));
      return one === undefined || ten === undefined ? undefined : (ten - one) / 9;
    },
  };
  const latency: Line[] = [BARE, NODE, CORE].flatMap((spec) =>
    [50, 99].map((percent) => ({
      title: `sent to delivered, p${percent}: ${spec.title}`,
      unit: 'ms',
      cell: (size) => percentile(results.of('latency', spec.name, size), percent),
    })),
  );
  const memory: Line[] = ALL.map((spec) => ({
    title: `memory (RSS): ${spec.title}`,
    unit: 'MiB',
    cell: (size) => results.of('memory', spec.name, size)[0],
  }));
  const alert: Line = {
    title: 'alert node: three conditions per item',
    unit: 'ms',
    cell: (size) => percentile(results.of('alert', 'alert', size), 50),
  };
  return [...cost, further, ...ratios, ...latency, ...memory, alert];
}

/** The ratios within each round, because a slow moment of the machine affects both. */
function perRound(dividends: readonly number[], divisors: readonly number[]): number[] {
  return dividends.map((dividend, round) => dividend / (divisors[round] ?? NaN));
}

function texts({ title, unit, cell, goal }: Line, sizes: readonly Size[]): string[] {
  const cells = sizes.map(cell);
  return [title, ...cells.map(text), unit, goal === undefined ? '' : verdict(goal, cells, sizes)];
}

function verdict(goal: number, cells: readonly Cell[], sizes: readonly Size[]): string {
  const large = cells.filter((_, index) => (sizes[index]?.rows ?? 0) >= GOALS_FROM);
  const reached = large.every((cell) => typeof cell === 'object' && cell.median >= goal);
  return `≥ ${goal.toFixed(1)}${large.length === 0 ? '' : reached ? ': reached' : ': MISSED'}`;
}

function text(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return number(cell);
  return `${number(cell.median)} (${number(cell.min)}–${number(cell.max)})`;
}

/** Three significant digits. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}
