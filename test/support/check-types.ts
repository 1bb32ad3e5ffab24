import { execFileSync } from 'node:child_process';
import { ROOT } from './root';

/**
 * Compiles a program of a page, without a result. It has to be inside the package to find it by its name.
 *
 * @throws Error where it does not keep to the types; what is wrong has been printed
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
