import { LiveViewError } from '../lib/errors';
import { NodeFailure } from '../glue/text';
import type { Problem } from './api';

/** An error in terms that the editor can translate; nothing for one that is a fault of this package's own. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof LiveViewError) return { key: `errors.${error.code}`, params: error.params };
  if (!(error instanceof NodeFailure)) return undefined;
  // A failure that has come from another one says no more than that one.
  return problemOf(error.cause) ?? { key: `problems.${error.code}`, params: error.params };
}
