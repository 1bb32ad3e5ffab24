import type { Recorder } from './recorder';

/**
 * Resolves when a Node-RED listens and its flows have started. It may do either first.
 *
 * @param log the lines that it prints
 */
export async function nodeRedStarted(log: Recorder<string>, seconds = 90): Promise<void> {
  await Promise.all([
    log.waitFor('its address', (line) => line.includes('Server now running at'), seconds),
    log.waitFor('started flows', (line) => line.endsWith('Started flows'), seconds),
  ]);
}
