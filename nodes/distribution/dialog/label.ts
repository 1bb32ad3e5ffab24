import { withArgument } from '../../dialog/rules/labels';
import { shorten } from '../../dialog/rules/shorten';

/** A distribution node's label: what it distributes by, and the argument. */
export function distributionLabel(distribution: unknown, arg: unknown): string {
  return shorten(withArgument(distribution, arg));
}
