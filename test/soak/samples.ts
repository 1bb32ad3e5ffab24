import type { Inside } from './talk';

/** One measurement per minute. Counts start at the beginning of the soak. */
export interface Sample {
  /** Seconds since the beginning. */
  at: number;
  inside: Inside;
  /** The appliances' TCP connections. */
  open: number;
  upgrades: number;
  updates: number;
  items: number;
  compared: number;
  skipped: number;
  deploys: number;
  faults: number;
  lost: number;
  back: number;
  alarms: Record<string, number>;
  log: Record<string, number>;
  /** How many problems there were so far. */
  wrong: number;
}

export function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** The total number of listeners. */
export function listenerCount({ listeners }: Inside): number {
  return Object.values(listeners).reduce((sum, count) => sum + count, 0);
}

export function describeSample(sample: Sample): string {
  const { inside, log } = sample;
  const minutes = `${Math.floor(sample.at / 60)}:${String(Math.round(sample.at % 60)).padStart(2, '0')}`;
  return [
    minutes.padStart(6),
    `rss ${mib(inside.rss)} heap ${mib(inside.heap)} MiB`,
    `sockets ${inside.sockets}/${sample.open} timers ${inside.timers} listeners ${listenerCount(inside)}`,
    `updates ${sample.updates} items ${sample.items} compared ${sample.compared} skipped ${sample.skipped}`,
    `connections ${sample.upgrades} deploys ${sample.deploys} faults ${sample.faults}`,
    `lost ${sample.lost} back ${sample.back} log ${log.error ?? 0}e ${log.warn ?? 0}w ${log.info ?? 0}i`,
    `wrong ${sample.wrong}`,
  ].join(' | ');
}
