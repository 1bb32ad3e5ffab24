import { LiveViewError } from '../../lib/errors';
import { NodeFailure } from '../runtime/text';
import type { Problem } from './api';

/** An error in a form that the editor can translate. A bug of this package has none. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof LiveViewError) return { key: `errors.${error.code}`, params: error.params };
  if (!(error instanceof NodeFailure)) return undefined;
  // The cause says more than the failure that wraps it.
  return problemOf(error.cause) ?? { key: `problems.${error.code}`, params: error.params };
}
