import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { atEnd } from './at-end';
import { ROOT } from './root';

export type CommandName = 'activelogic-doctor' | 'activelogic-record' | 'activelogic-simulator';

/** The program and arguments that start a command from its source, in any folder. */
export function commandLine(name: CommandName): [program: string, ...args: string[]] {
  const file = path.join(ROOT, 'tools', 'commands', `${name.replace('activelogic-', '')}.ts`);
  return [process.execPath, '--require', require.resolve('tsx/cjs'), file];
}

export interface CommandOptions {
  /** Added to every process's environment; `undefined` removes a variable. */
  env?: Record<string, string | undefined>;
  /** The content of its standard input. */
  input?: string;
  /** The folder in which it runs. */
  cwd?: string;
}

/** Starts a command in a child process with pipes. */
export function launch(
  name: CommandName,
  args: readonly string[],
  { env = {}, input = '', cwd }: CommandOptions = {},
): ChildProcessWithoutNullStreams {
  const [program, ...first] = commandLine(name);
  const child = spawn(program, [...first, ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  // In case a test fails before the command has ended.
  atEnd(() => {
    child.kill('SIGKILL');
  });
  // The command need not read its input.
  child.stdin.on('error', () => undefined).end(input);
  return child;
}

/** Starts a command in a child process, with an output that a shell redirects. */
export function launchInShell(
  name: CommandName,
  args: readonly string[],
  redirection: string,
): ChildProcessWithoutNullStreams {
  const child = spawn('sh', ['-c', `exec "$@" ${redirection}`, 'sh', ...commandLine(name), ...args]);
  atEnd(() => {
    child.kill('SIGKILL');
  });
  child.stdin.end();
  return child;
}

export interface Outcome {
  code: number | null;
  out: string;
  error: string;
}

/** What a command prints until it ends, and its exit. */
export async function outcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, out, error };
}

/** Whether the machine has a program that provides terminals. */
export function hasTerminals(): boolean {
  return spawnSync('script', ['--version']).status === 0;
}

/** What a command prints in a terminal of `columns` columns. */
export function runInTerminal(
  name: CommandName,
  args: readonly string[],
  { columns, env = {} }: { columns: number; env?: Record<string, string | undefined> },
): Promise<Outcome> {
  const words = [...commandLine(name), ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${words.join(' ')}`, '/dev/null'], {
    env: { ...process.env, ...env },
  });
  child.stdin.end();
  return outcome(child);
}

export function run(name: CommandName, args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return outcome(launch(name, args, options));
}
