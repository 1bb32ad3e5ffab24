/**
 * `npm run bench` measures what this package costs, compared with a bare WebSocket and with Node-RED's own nodes, and
 * prints one table. `--out FILE` also writes every single measurement as JSON.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Field } from './field';
import { machine } from './machine';
import { alert } from './measures/alert';
import { delivery } from './measures/delivery';
import { throughput } from './measures/throughput';
import { DEFAULT, LONG, type Plan, QUICK } from './plan';
import { Results } from './results';
import { table } from './table';

async function measure(plan: Plan): Promise<Results> {
  const results = new Results();
  const field = new Field();
  const steps: [string, () => Promise<void>][] = [
    ['start', () => field.start()],
    ['throughput', () => throughput(field, plan, results)],
    ['delivery', () => delivery(field, plan, results)],
  ];
  try {
    for (const [name, step] of steps) {
      const begin = performance.now();
      process.stderr.write(`${name} … `);
      await step();
      process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
    }
    alert(plan, results);
    return results;
  } finally {
    await field.end();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { long: { type: 'boolean' }, quick: { type: 'boolean' }, out: { type: 'string' } },
  });
  const plan = values.long ? LONG : values.quick ? QUICK : DEFAULT;
  const results = await measure(plan);
  const measuredOn = machine();
  process.stdout.write(`${measuredOn}\n\n${table(results, plan.steps)}\n`);
  if (values.out !== undefined)
    writeFileSync(values.out, `${JSON.stringify({ machine: measuredOn, results: results.all }, null, 1)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
