import { type Script, scriptFile } from './compile';
import { Worker } from './worker';

/** Runs a script of `single` in a process of its own. @returns what it has measured */
export async function oneShot(
  script: Script,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Promise<unknown> {
  const worker = new Worker(script, scriptFile(script), args, nodeOptions);
  try {
    return await worker.ready();
  } finally {
    await worker.end();
  }
}
