import { Child, describeEnding } from './child';

/** npm failed; the message contains its output. */
export class NpmFailure extends Error {
  override readonly name = 'NpmFailure';
}

/** A running npm. */
export interface NpmRun {
  child: Child;
  /** What it prints; rejects with {@link NpmFailure}. */
  output: Promise<string>;
}

/** Starts npm, if possible the same one that runs this script. */
export function startNpm(args: readonly string[], cwd: string): NpmRun {
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const child = new Child('npm', command, [...first, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  const complaints: string[] = [];
  child.onLine('stdout', (line) => printed.push(line));
  child.onLine('stderr', (line) => complaints.push(line));
  const output = child.ended.then((ending) => {
    if (ending.code === 0) return printed.join('\n');
    throw new NpmFailure(
      [`npm ${args[0] ?? ''} ended ${describeEnding(ending)}:`, ...complaints, ...printed].join('\n'),
    );
  });
  return { child, output };
}
