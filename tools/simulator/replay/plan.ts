import { BadRecording, type Entry, type Frame, type Omitted } from '../../recording/format';
import type { Recording } from '../../recording/read';
import { readView } from './view-difference';

/** What a connecting client gets: a recorded connection, or an HTTP status in answer to its upgrade. */
export type Step = Connection | { status: number };

export interface Connection {
  /** Counted from 1. */
  number: number;
  /** How many frames the client sent. */
  asked: number;
  /** Which of them is the view, from 1: the first view frame of profile 1, else the first frame. 0: none. */
  view: number;
  /** The appliance's frames after the view: their number, and the times of the first and the last. */
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

/** The most steps: a small file may unpack to any number of them. */
export const MOST_STEPS = 100_000;

const NONE = { count: 0, first: 0, last: 0 };

/**
 * Reads a whole recording.
 *
 * @throws BadRecording
 */
export async function readPlan(recording: Recording): Promise<Plan> {
  const plan: Plan = { steps: [], frames: 0, length: 0 };
  let connection: Connection | undefined;
  let first: number | undefined;
  let number = 0;
  /** Whether a view frame of profile 1 was found. */
  let found = false;
  const noteProblem = (problem: string): void => {
    plan.problem = problem;
  };
  const add = (step: Step): void => {
    if (plan.steps.length === MOST_STEPS)
      throw new BadRecording(`it has more than ${MOST_STEPS} connections`);
    plan.steps.push(step);
  };
  for await (const entry of recording.entries(noteProblem)) {
    first ??= entry.at;
    plan.length = entry.at - first;
    if (isAttempt(entry)) {
      connection = undefined;
      found = false;
      // Other failures cannot be repeated: the client has already reached this side.
      if ('failed' in entry && entry.status !== undefined) add({ status: entry.status });
    }
    if ('failed' in entry || 'missed' in entry) continue;
    if (!connection) add((connection = { number: ++number, asked: 0, view: 0, answers: NONE }));
    if (isFromClient(entry)) {
      connection.asked++;
      const isView: boolean = !found && 'text' in entry && readView(entry.text) !== undefined;
      if (isView || connection.view === 0) {
        connection.view = connection.asked;
        connection.answers = NONE;
      }
      found ||= isView;
    } else if (isFromAppliance(entry)) {
      const { count, first } = connection.answers;
      connection.answers = { count: count + 1, first: count === 0 ? entry.at : first, last: entry.at };
    }
    if (isFromClient(entry) || isFromAppliance(entry)) plan.frames++;
  }
  return plan;
}

/** The entries of one connection. */
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

/** A recording made by hand may begin with the first frame. */
function isAttempt(entry: Entry): boolean {
  return 'open' in entry || 'failed' in entry;
}

/** A frame from the client. Omitted frames count as well, because the replay waits for them. */
export function isFromClient(entry: Entry): entry is Entry & (Frame | Omitted) {
  return isFrame(entry) && entry.from === 'client';
}

function isFromAppliance(entry: Entry): boolean {
  return isFrame(entry) && entry.from === 'system';
}

function isFrame(entry: Entry): entry is Entry & (Frame | Omitted) {
  return 'text' in entry || 'binary' in entry || 'omitted' in entry;
}
