import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { sharedNow } from '../shared-clock';
import { stamp } from '../frames';

/** The frame of a turn: they follow each other in a circle. */
function ofTurn(frames: readonly Buffer[], turn: number): Buffer {
  const frame = frames[turn % frames.length];
  if (!frame) throw new Error('There are no frames');
  return frame;
}

/** Sends each frame as soon as the one before has been delivered. */
export async function pump(
  socket: WebSocket,
  frames: readonly Buffer[],
  count: number,
  delivered: () => Promise<void>,
): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    const done = delivered();
    socket.send(ofTurn(frames, turn), { binary: false });
    await done;
  }
}

/**
 * Sends frames at a steady rate, each with the time at which it was sent.
 *
 * @returns the most bytes that waited to be taken
 */
export async function drip(
  socket: WebSocket,
  frames: readonly Buffer[],
  count: number,
  perSecond: number,
): Promise<number> {
  const begin = sharedNow();
  let waiting = 0;
  for (let turn = 0; turn < count; turn++) {
    const due = begin + (turn * 1000) / perSecond;
    await delay(Math.max(0, due - sharedNow()));
    // A copy, as the socket may still have the one before.
    const frame = Buffer.from(ofTurn(frames, turn));
    stamp(frame, sharedNow());
    socket.send(frame, { binary: false });
    waiting = Math.max(waiting, socket.bufferedAmount);
  }
  return waiting;
}
