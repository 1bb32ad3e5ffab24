import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandLine, type CommandName } from './command';
import { temporaryDirectory } from './temporary';

const NAMES: readonly CommandName[] = ['activelogic-doctor', 'activelogic-record', 'activelogic-simulator'];

/** An environment in which `npx` finds the package's commands, as if the package were installed. */
export function npxEnvironment(): NodeJS.ProcessEnv {
  const folder = temporaryDirectory();
  const npx = path.join(folder, 'npx');
  const cases = NAMES.map((name) => {
    const words = commandLine(name).map((word) => `"${word}"`);
    return `${name}) exec ${words.join(' ')} "$@";;`;
  });
  writeFileSync(npx, `#!/bin/sh\nname=$1\nshift\ncase $name in\n${cases.join('\n')}\nesac\nexit 127\n`);
  chmodSync(npx, 0o755);
  return { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}` };
}
