import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts what the package file of a folder names as dependencies into a user directory, as npm would. They stay where
 * they are, with all that they need beside them.
 */
export function linkModules(folder: string, userDirectory: string): void {
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const link = path.join(userDirectory, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(folder, 'node_modules', name), link, 'dir');
  }
}
