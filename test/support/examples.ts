import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root';

/** The examples that the package brings, in order. */
export function exampleNames(): string[] {
  return readdirSync(path.join(ROOT, 'examples'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}
