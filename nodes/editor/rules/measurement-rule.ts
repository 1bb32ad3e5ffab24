import { isMeasurement } from '../../lib/items/measurement';
import type { Translate } from '../translate';

/** What is wrong with the measurement, where the shape needs one; a flow that has none gets the default. */
export function measurementProblem(value: unknown, shape: unknown, t: Translate): string | undefined {
  if (shape !== 'points' || value === undefined) return undefined;
  if (typeof value === 'string' && isMeasurement(value.trim())) return undefined;
  return t('liveview:liveview.invalid.measurement');
}
