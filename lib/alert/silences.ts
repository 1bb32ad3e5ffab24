import { invalid } from '../invalid-value';
import { isObject } from '../is-object';
import { isBlank, toNumber } from '../settings/rule';
import type { Alarm } from './alarm';

/** Holds messages back: those of one alarm, of a branch of the view, or all. */
export interface Silence {
  id?: string;
  path?: readonly string[];
  /** For people. */
  reason?: string;
  /** On the clock that never jumps, ms. */
  until: number;
}

/**
 * Reads the value of `msg.silence`.
 *
 * @param elapsed the clock that never jumps, ms
 * @throws LiveViewError that names the property and its value
 */
export function readSilence(value: unknown, elapsed: number): Silence {
  if (!isObject(value)) throw invalid('invalid-silence', 'msg.silence', value);
  const { id, path, reason } = value;
  if (id !== undefined && isBlank(id)) throw invalid('invalid-name', 'msg.silence.id', id);
  if (path !== undefined && !isPath(path)) throw invalid('invalid-path', 'msg.silence.path', path);
  if (id !== undefined && path !== undefined) throw invalid('invalid-silence', 'msg.silence', value);
  if (reason !== undefined && typeof reason !== 'string')
    throw invalid('invalid-text', 'msg.silence.reason', reason);
  const seconds = toNumber(value.for);
  if (seconds === undefined || seconds <= 0) throw invalid('above-zero', 'msg.silence.for', value.for);
  return {
    ...(id === undefined ? {} : { id: id as string }),
    ...(path === undefined ? {} : { path: [...path] }),
    ...(reason === undefined ? {} : { reason }),
    until: elapsed + seconds * 1000,
  };
}

/** The silences of an alert node. */
export class Silences {
  private all: Silence[] = [];

  /** A later silence of the same alarms replaces the earlier one. */
  add(silence: Silence): void {
    this.all = [...this.all.filter((other) => scope(other) !== scope(silence)), silence];
  }

  /** Ends all silences. */
  clear(): void {
    this.all = [];
  }

  /** Drops the silences that are over. */
  expire(elapsed: number): void {
    this.all = this.all.filter(({ until }) => until > elapsed);
  }

  /** When the next silence is over, on the clock that never jumps, ms. Infinity if there is none. */
  get next(): number {
    return Math.min(...this.all.map(({ until }) => until));
  }

  covers(alarm: Alarm): boolean {
    return this.all.some(({ id, path }) => {
      if (id !== undefined) return id === alarm.id;
      return path?.every((name, level) => name === alarm.path[level]) ?? true;
    });
  }

  list(): readonly Silence[] {
    return this.all;
  }
}

function scope({ id, path }: Silence): string {
  return JSON.stringify([id ?? null, path ?? null]);
}

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
