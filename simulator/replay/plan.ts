import type { Entry, Frame, Omitted } from '../../recording/format';
import type { Recording } from '../../recording/read';

/** What a client meets when it connects: a recorded connection, or an upgrade that was answered with an HTTP status. */
export type Step = Connection | { status: number };

export interface Connection {
  /** Counted from 1. */
  number: number;
  /** How many frames the client sent. */
  asked: number;
  /** The frames that the system sent after the client's last one: how many, and when the first and the last. */
  answers: { count: number; first: number; last: number };
}

/** A recording's steps, in order. */
export interface Plan {
  steps: Step[];
  /** Frames of both sides. */
  frames: number;
  /** ms from the first entry to the last. */
  length: number;
  /** Where the recording is cut off or damaged. */
  problem?: string;
}

const NONE = { count: 0, first: 0, last: 0 };

/**
 * Reads a recording through.
 *
 * @throws BadRecording
 */
export async function readPlan(recording: Recording): Promise<Plan> {
  const plan: Plan = { steps: [], frames: 0, length: 0 };
  let connection: Connection | undefined;
  let first: number | undefined;
  let number = 0;
  const noteProblem = (problem: string): void => {
    plan.problem = problem;
  };
  for await (const entry of recording.entries(noteProblem)) {
    first ??= entry.at;
    plan.length = entry.at - first;
    if (isAttempt(entry)) {
      connection = undefined;
      // What has failed otherwise cannot be done to a client that has reached this side.
      if ('failed' in entry && entry.status !== undefined) plan.steps.push({ status: entry.status });
    }
    if ('failed' in entry || 'missed' in entry) continue;
    if (!connection) plan.steps.push((connection = { number: ++number, asked: 0, answers: NONE }));
    if (isAsked(entry)) {
      connection.asked++;
      connection.answers = NONE;
    } else if (isSaid(entry)) {
      const { count, first } = connection.answers;
      connection.answers = { count: count + 1, first: count === 0 ? entry.at : first, last: entry.at };
    }
    if (isAsked(entry) || isSaid(entry)) plan.frames++;
  }
  return plan;
}

/** What was recorded of one connection. */
export async function* entriesOf(
  recording: Recording,
  number: number,
): AsyncGenerator<Entry, void, undefined> {
  let current = 0;
  let inside = false;
  for await (const entry of recording.entries()) {
    if (isAttempt(entry)) inside = false;
    if ('failed' in entry || 'missed' in entry) continue;
    if (!inside) {
      current++;
      inside = true;
    }
    if (current > number) return;
    if (current === number) yield entry;
  }
}

/** A recording that somebody has written by hand may begin with the first frame. */
function isAttempt(entry: Entry): boolean {
  return 'open' in entry || 'failed' in entry;
}

/** A frame of the client's, also one that was left out: it was waited for. */
export function isAsked(entry: Entry): entry is Entry & (Frame | Omitted) {
  return isFrame(entry) && entry.from === 'client';
}

function isSaid(entry: Entry): boolean {
  return isFrame(entry) && entry.from === 'system';
}

function isFrame(entry: Entry): entry is Entry & (Frame | Omitted) {
  return 'text' in entry || 'binary' in entry || 'omitted' in entry;
}
