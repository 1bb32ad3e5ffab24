import { CORE, LIBRARY, LIMIT, NODE, type Spec, TEN_CORE, TEN_NODES, TEN_VIEW_NODES } from '../contestants';
import type { Field, Size } from '../field';
import type { Usage } from '../orders';
import { type Spread, spread } from '../statistics';
import type { Line } from '../table';

const ALL: readonly Spec[] = [LIMIT, LIBRARY, NODE, TEN_NODES, TEN_VIEW_NODES, CORE, TEN_CORE];

export interface ThroughputPlan {
  sizes: readonly (Size & { rounds: number })[];
  /** Rows of all updates that a contestant gets in one round; a fifth where ten nodes show each. */
  rowsPerRound: number;
  /** The same in updates: fewer would meet the collector, whose turn comes every few large updates, or not. */
  fewestFrames: number;
  /** Updates of 100 rows for each contestant before anything is measured. */
  warmUp: number;
}

/** ms per update, by contestant and round. */
type Rounds = Map<Spec, Usage[]>;

/** Every contestant in turn, round after round: whatever slows the machine down meets all of them. */
async function measure(
  field: Field,
  size: Size,
  rounds: number,
  { rowsPerRound, fewestFrames }: ThroughputPlan,
): Promise<Rounds> {
  const measured: Rounds = new Map(ALL.map((spec) => [spec, []]));
  await field.prepare(size);
  // The first round is not counted: it is the first of its size.
  for (let round = -1; round < rounds; round++) {
    for (const spec of ALL) {
      const { channels, readers } = spec;
      const share = readers === 1 ? 1 : 5;
      const frames = Math.ceil(Math.max(fewestFrames, rowsPerRound / size.rows) / share);
      const { cpu, wall } = await field.pump(spec, size, Math.ceil(frames / channels));
      const updates = Math.ceil(frames / channels) * channels;
      if (round >= 0) measured.get(spec)?.push({ cpu: cpu / updates, wall: wall / updates });
    }
  }
  return measured;
}

export async function throughput(field: Field, plan: ThroughputPlan): Promise<Line[]> {
  const { sizes, warmUp } = plan;
  await field.start(ALL);
  // The engine compiles what runs often.
  for (const spec of ALL)
    await field.pump(spec, { rows: 100, kind: 'flat' }, Math.ceil(warmUp / spec.channels));
  const lines: Line[] = [];
  const all = new Map<string, Rounds>();
  for (const { rounds, ...size } of sizes) {
    const measured = await measure(field, size, rounds, plan);
    all.set(`${size.rows} ${size.kind}`, measured);
    lines.push(...linesOf(size, measured));
  }
  lines.push(...growth(all));
  for (const spec of ALL) {
    const { rss } = await field.of(spec.name).order('memory', { collect: false });
    lines.push({
      measure: 'memory of the process (RSS)',
      view: 'after all of these',
      who: spec.title,
      value: rss,
      unit: 'MiB',
    });
  }
  return lines;
}

interface Comparison {
  spec: Spec;
  /** Whose time is divided by that of `spec`. */
  to: Spec;
  word: string;
  goal?: number;
}

const COMPARISONS: readonly Comparison[] = [
  { spec: LIBRARY, to: LIMIT, word: 'the limit', goal: 0.95 },
  { spec: NODE, to: LIMIT, word: 'the limit', goal: 0.95 },
  { spec: NODE, to: CORE, word: 'core', goal: 2.2 },
  { spec: TEN_NODES, to: TEN_CORE, word: 'ten core', goal: 4 },
  { spec: TEN_VIEW_NODES, to: LIMIT, word: 'the limit' },
];
/** Below this the goals do not apply: what a message costs in Node-RED is more than what is in it. */
const GOALS_FROM = 1000;

function linesOf({ rows, kind }: Size, measured: Rounds): Line[] {
  const view = `${rows.toLocaleString('en')} ${kind}`;
  const of = (spec: Spec, unit: keyof Usage): number[] =>
    (measured.get(spec) ?? []).map((usage) => usage[unit]);
  const cost = (unit: keyof Usage, measureName: string): Line[] =>
    ALL.map((spec) => ({
      measure: measureName,
      view,
      who: spec.title,
      value: spread(of(spec, unit)),
      unit: 'ms',
    }));
  const ratios = (unit: keyof Usage, measureName: string): Line[] =>
    COMPARISONS.map(({ spec, to, word, goal }) => {
      const own = of(spec, unit);
      const ratio = spread(of(to, unit).map((time, round) => time / (own[round] ?? NaN)));
      return {
        measure: measureName,
        view,
        who: spec.title,
        value: ratio,
        unit: `× ${word}`,
        ...(goal !== undefined && rows >= GOALS_FROM
          ? { goal: { text: `≥ ${goal}`, reached: ratio.median >= goal } }
          : {}),
      };
    });
  const perMillion: Line[] = ALL.map((spec) => ({
    measure: 'CPU per million rows',
    view,
    who: spec.title,
    value: scaled(spread(of(spec, 'cpu')), 1000 / rows),
    unit: 's',
  }));
  return [
    ...cost('cpu', 'CPU per update'),
    ...cost('wall', 'time per update'),
    ...perMillion,
    ...ratios('cpu', 'as fast as, by CPU'),
    ...ratios('wall', 'as fast as, by time'),
  ];
}

function scaled({ median, min, max }: Spread, factor: number): Spread {
  return { median: median * factor, min: min * factor, max: max * factor };
}

/** What another node on a view costs, compared with what it costs to parse its updates once more. */
function growth(all: ReadonlyMap<string, Rounds>): Line[] {
  return [...all].map(([view, rounds]) => {
    const cpus = (spec: Spec): number[] => (rounds.get(spec) ?? []).map(({ cpu }) => cpu);
    const [one, ten, limit] = [cpus(NODE), cpus(TEN_NODES), cpus(LIMIT)];
    const shares = ten.map((cpu, round) => (cpu - (one[round] ?? NaN)) / 9 / (limit[round] ?? NaN));
    return {
      measure: 'another node on a view costs',
      view: view.replace(/^\d+/, (rows) => Number(rows).toLocaleString('en')),
      who: '4 ten liveview nodes, one view',
      value: spread(shares),
      unit: '× the limit',
    };
  });
}
