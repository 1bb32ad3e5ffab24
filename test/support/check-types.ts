import { execFileSync } from 'node:child_process';
import { ROOT } from './root';

/**
 * Type-checks a program of a page, without output. The file must be inside the package, so that it can import
 * the package by its name.
 *
 * @throws Error if the types are wrong; the compiler has then printed why
 */
export function checkTypes(file: string): void {
  const tsc = require.resolve('typescript/bin/tsc');
  const options =
    '--noEmit --strict --skipLibCheck --esModuleInterop --module node16 --target es2022 --types node';
  execFileSync(process.execPath, [tsc, '--ignoreConfig', ...options.split(' '), file], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
