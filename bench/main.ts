import { compile } from './compile';
import { Field } from './field';
import { throughput } from './measures/throughput';
import { print } from './report';
import { table } from './table';

async function main(): Promise<void> {
  compile();
  const field = new Field();
  const begin = performance.now();
  try {
    const lines = await throughput(field, {
      sizes: [
        { rows: 100, kind: 'flat', rounds: 5 },
        { rows: 1000, kind: 'flat', rounds: 9 },
        { rows: 1000, kind: 'two-level', rounds: 5 },
        { rows: 10_000, kind: 'flat', rounds: 5 },
        { rows: 10_000, kind: 'two-level', rounds: 3 },
      ],
      rowsPerRound: 20_000,
    });
    print(table(lines));
    print(`${((performance.now() - begin) / 1000).toFixed(0)} s`);
  } finally {
    await field.end();
  }
}

void main();
