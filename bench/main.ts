/**
 * `npm run bench`: how fast this package is, compared with a bare WebSocket and with Node-RED's own nodes, in one table.
 * `--long` takes minutes and more rounds, `--quick` only tries whether everything runs.
 */
import { compile } from './compile';
import { Field } from './field';
import { alertCost, alertMemory } from './measures/alert';
import { huge } from './measures/huge';
import { latency } from './measures/latency';
import { leftOut } from './measures/left-out';
import { loopDelay } from './measures/loop-delay';
import { pieces } from './measures/pieces';
import { reading } from './measures/reading';
import { shapes } from './measures/shapes';
import { packageSize, startUp } from './measures/start-up';
import { throughput } from './measures/throughput';
import { DEFAULT, LONG, type Plan, QUICK } from './plan';
import { type Line, table } from './table';
import { machine } from './machine';

const PLANS: Readonly<Record<string, Plan>> = { '--long': LONG, '--quick': QUICK };

async function measure(plan: Plan): Promise<Line[]> {
  const field = new Field();
  try {
    const steps: [string, () => Promise<Line[]> | Line[]][] = [
      ['updates as fast as they are taken', () => throughput(field, plan.throughput)],
      ['delivery', () => latency(field, plan.latency)],
    ];
    if (plan.all) {
      steps.push(
        ['event loop', () => loopDelay(field, plan.loopDelayFrames)],
        ['shapes', () => shapes(field, plan.shapeRounds)],
        ['updates that are left out', () => leftOut(field, plan.leftOutSeconds)],
      );
    }
    steps.push(
      ['huge updates', () => huge(field, plan.huge)],
      ['start-up', () => startUp(plan.startUpRounds)],
    );
    if (plan.all) {
      steps.push(
        ['package', packageSize],
        ['reading', reading],
        ['ways to parse a huge update', pieces],
        ['alert node', alertCost],
        ['alert node: memory', alertMemory],
      );
    }
    const lines: Line[] = [];
    for (const [name, step] of steps) {
      const begin = performance.now();
      process.stderr.write(`${name} … `);
      lines.push(...(await step()));
      process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
    }
    return lines;
  } finally {
    await field.end();
  }
}

async function main(): Promise<void> {
  const [option] = process.argv.slice(2);
  const plan = option === undefined ? DEFAULT : PLANS[option];
  if (!plan) throw new Error(`${option ?? ''} is not one of ${Object.keys(PLANS).join(', ')}`);
  const begin = performance.now();
  compile();
  const lines = await measure(plan);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  process.stdout.write(`${machine()}\n\n${table(lines)}\n\n${seconds} s\n`);
}

void main();
