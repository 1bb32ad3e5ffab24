/** Counts what Node-RED prints, and finds what it must not print. */
export class LogLines {
  readonly counts: Record<string, number> = { fatal: 0, error: 0, warn: 0, info: 0, other: 0 };
  /** How many times appliances were lost, and came back. */
  lost = 0;
  back = 0;

  /** @param fault called with every line that must not appear */
  constructor(private readonly fault: (text: string) => void) {}

  out(line: string): void {
    const [, level, source = ''] = / - \[(\w+)\] (?:\[([\w-]+):)?/.exec(line) ?? [];
    const known = level !== undefined && level in this.counts ? level : 'other';
    this.counts[known] = (this.counts[known] ?? 0) + 1;
    if (source === 'activelogic-appliance') {
      if (level === 'warn') this.lost++;
      if (level === 'info') this.back++;
    }
    const serious = level === 'fatal' || level === 'error' || level === 'warn';
    const ours = source === 'activelogic-appliance' && level === 'warn';
    if (
      (serious && !ours) ||
      /MaxListeners|timed out closing|Close timed out|[Uu]ncaught|[Uu]nhandled/.test(line)
    )
      this.fault(`Node-RED says: ${line}`);
  }

  /** Node-RED itself prints nothing on stderr. */
  error(line: string): void {
    this.counts.other = (this.counts.other ?? 0) + 1;
    this.fault(`On the standard error output: ${line}`);
  }
}
