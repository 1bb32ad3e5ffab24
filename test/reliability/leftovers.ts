import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- it comes without types
const { events } = require('@node-red/util') as { events: EventEmitter };

type Emitter = Pick<EventEmitter, 'eventNames' | 'listenerCount'>;

/** The number of listeners per event, of this process and of the runtime. */
export function listeners(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [source, emitter] of Object.entries<Emitter>({ process, events })) {
    for (const name of emitter.eventNames())
      counts[`${source} ${String(name)}`] = emitter.listenerCount(name);
  }
  return counts;
}

/** @returns a check that fails if the number of listeners has changed */
export function watchListeners(): () => void {
  const before = listeners();
  return () => {
    assert.deepEqual(listeners(), before, 'as many listeners as before');
  };
}
