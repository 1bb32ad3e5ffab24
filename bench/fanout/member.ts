import { readFileSync } from 'node:fs';
import { NodeRed } from '../../test/support/node-red-process';
import type { FlowNode } from '../../scripts/demo/node-red';
import { REPORTER } from './flows';

/** Ticks of the clock that the kernel counts a process's time in, per second. */
const TICKS = 100;

/** A Node-RED that counts items. */
export class Member {
  /** What each of its nodes has counted. */
  readonly #counts = new Map<string, number>();

  private constructor(
    readonly nodeRed: NodeRed,
    private readonly changed: () => void,
  ) {
    nodeRed.log.onAdd((line) => {
      const [, node, count] = new RegExp(`\\[function:${REPORTER}\\] (\\S+) (\\d+)$`).exec(line) ?? [];
      if (node === undefined) return;
      this.#counts.set(node, Number(count));
      this.changed();
    });
  }

  /** Items so far. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @param changed called after each change of the count */
  static async start(flows: FlowNode[], changed: () => void): Promise<Member> {
    return new Member(await NodeRed.start(flows), changed);
  }

  /** Presses a button. */
  press(id: string): Promise<void> {
    return this.nodeRed.inject(id);
  }
}

/** The time that a process has had on a processor, s. Linux only. */
export function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid ?? 'self'}/stat`, 'utf8');
  // The name in brackets may have spaces. After it, utime and stime are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The memory that a process has now, MiB. Linux only. */
export function memory(pid: number | undefined): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
