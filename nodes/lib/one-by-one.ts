import type { Clock } from './clock';

/**
 * A clock whose immediates run in order, one per turn of the event loop. What many nodes do with one update is then
 * spread over as many turns: the message of one is through its flow before that of the next is built, so that the
 * collector finds one at a time, not all of them, and nothing else waits for more than one.
 *
 * Where the loop has been idle since the last one ran, nothing has piled up, and the first runs at once: the message is
 * then through its flow before the collector's next turn, which comes with the loop's.
 *
 * @param idleTime how long the loop has had nothing to do, ms in all
 */
export function oneByOne(clock: Clock, idleTime: () => number): Clock {
  const waiting = new Set<() => void>();
  let due = false;
  let idle = 0;
  const arrange = (): void => {
    if (due || waiting.size === 0) return;
    due = true;
    clock.setImmediate(step);
  };
  const step = (): void => {
    const [first] = waiting;
    idle = idleTime();
    try {
      if (first) waiting.delete(first);
      first?.();
    } finally {
      due = false;
      // Behind what the callback has put off to the next turn: there a message goes on to the next node.
      arrange();
    }
  };
  const hasIdled = (): boolean => {
    const before = idle;
    idle = idleTime();
    return idle > before;
  };
  const own: Pick<Clock, 'setImmediate' | 'clearImmediate'> = {
    setImmediate: (callback) => {
      if (!due && waiting.size === 0 && hasIdled()) {
        callback();
        return undefined;
      }
      // One of its own, as the same callback may wait twice.
      const entry = (): void => {
        callback();
      };
      waiting.add(entry);
      arrange();
      return entry;
    },
    clearImmediate: (handle) => {
      waiting.delete(handle as () => void);
    },
  };
  return Object.assign(Object.create(clock) as Clock, own);
}
