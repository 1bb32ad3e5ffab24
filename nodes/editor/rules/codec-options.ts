import type { CodecChoice } from '../../admin/api';
import { hasVariable } from './variables';

/** One of the codecs to choose from; the empty value is profile 1. */
export interface CodecOption {
  value: string;
  label: string;
  /** It is stored, and no module of this Node-RED brings it. */
  missing: boolean;
}

/**
 * What there is to choose from, profile 1 first. One that is stored is among it, whether it is installed or not, so that
 * the form keeps it.
 *
 * @param installed unknown until the runtime has answered
 * @returns nothing where there is no choice
 */
export function codecOptions(
  stored: string,
  installed: readonly CodecChoice[] | undefined,
  profile1: string,
): CodecOption[] | undefined {
  const known = installed ?? [];
  if (stored === '' && known.length === 0) return undefined;
  const options = [
    { value: '', label: profile1, missing: false },
    ...known.map(({ id, label }) => ({ value: id, label, missing: false })),
  ];
  if (!options.some(({ value }) => value === stored)) {
    options.push({ value: stored, label: stored, missing: installed !== undefined && !hasVariable(stored) });
  }
  return options;
}
