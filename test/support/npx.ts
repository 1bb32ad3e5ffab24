import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandFile, type CommandName } from './command';
import { temporaryDirectory } from './temporary';

const NAMES: readonly CommandName[] = ['activelogic-doctor', 'activelogic-record', 'activelogic-simulator'];

/** An environment in which `npx` finds the package's commands, as they were built, as it does where the package is installed. */
export function npxEnvironment(): NodeJS.ProcessEnv {
  const folder = temporaryDirectory();
  const npx = path.join(folder, 'npx');
  const cases = NAMES.map((name) => `${name}) exec "${process.execPath}" "${commandFile(name)}" "$@";;`);
  writeFileSync(npx, `#!/bin/sh\nname=$1\nshift\ncase $name in\n${cases.join('\n')}\nesac\nexit 127\n`);
  chmodSync(npx, 0o755);
  return { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}` };
}
