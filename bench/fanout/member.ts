import { readFileSync } from 'node:fs';
import { NodeRed } from '../../test/support/node-red-process';
import type { FlowNode } from '../../scripts/demo/node-red';
import { REPORTER } from './flows';

/** Ticks of the clock that the kernel counts a process's time in, per second. */
const TICKS = 100;

/** A Node-RED that counts items. */
export class Member {
  /** Items so far. */
  count = 0;

  private constructor(
    readonly nodeRed: NodeRed,
    private readonly changed: () => void,
  ) {
    nodeRed.log.onAdd((line) => {
      const [, count] = new RegExp(`\\[function:${REPORTER}\\] (\\d+)$`).exec(line) ?? [];
      if (count === undefined) return;
      this.count = Number(count);
      this.changed();
    });
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
