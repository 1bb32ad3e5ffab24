import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root';

/** The names of the package's examples, in order. */
export function exampleNames(): string[] {
  return readdirSync(path.join(ROOT, 'examples'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .sort();
}
