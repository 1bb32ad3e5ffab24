import type { Clock } from './clock';

/**
 * A clock whose immediates run in order, one per turn of the event loop. What many nodes do with one update is then
 * spread over as many turns: the message of one is through its flow before that of the next is built, so that the
 * collector finds one at a time, not all of them, and nothing else waits for more than one.
 */
export function oneByOne(clock: Clock): Clock {
  const waiting = new Set<() => void>();
  let due = false;
  const arrange = (): void => {
    if (due || waiting.size === 0) return;
    due = true;
    clock.setImmediate(step);
  };
  const step = (): void => {
    const [first] = waiting;
    try {
      if (first) waiting.delete(first);
      first?.();
    } finally {
      due = false;
      // Behind what the callback has put off to the next turn: there a message goes on to the next node.
      arrange();
    }
  };
  return {
    ...clock,
    setImmediate: (callback) => {
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
}
