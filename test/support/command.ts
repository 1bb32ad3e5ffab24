import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../scripts/demo/package';
import { atEnd } from './at-end';
import { ROOT } from './root';

export type CommandName = 'activelogic-doctor' | 'activelogic-record' | 'activelogic-simulator';

/** The file of a command, as it was built. */
export function commandFile(name: CommandName): string {
  const file = readManifest(ROOT).bin[name];
  if (file === undefined) throw new Error(`The package has no command ${name}`);
  return path.join(ROOT, file);
}

export interface CommandOptions {
  /** Beside what every process has; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  /** What it reads from its standard input. */
  input?: string;
  /** The folder in which it is called. */
  cwd?: string;
}

/** Starts a command in a process of its own, with pipes. */
export function launch(
  name: CommandName,
  args: readonly string[],
  { env = {}, input = '', cwd }: CommandOptions = {},
): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [commandFile(name), ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  // Where a test fails before it has ended.
  atEnd(() => {
    child.kill('SIGKILL');
  });
  // It need not read what it is sent.
  child.stdin.on('error', () => undefined).end(input);
  return child;
}

export interface Outcome {
  code: number | null;
  out: string;
  error: string;
}

/** What a command says until it ends. */
export async function outcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, out, error };
}

/** Whether there is a program that gives others a terminal. */
export function hasTerminals(): boolean {
  return spawnSync('script', ['--version']).status === 0;
}

/** What a command says to a terminal of so many columns. */
export function runInTerminal(
  name: CommandName,
  args: readonly string[],
  { columns, env = {} }: { columns: number; env?: Record<string, string | undefined> },
): Promise<Outcome> {
  const words = [process.execPath, commandFile(name), ...args].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${words.join(' ')}`, '/dev/null'], {
    env: { ...process.env, ...env },
  });
  child.stdin.end();
  return outcome(child);
}

export function run(name: CommandName, args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return outcome(launch(name, args, options));
}
