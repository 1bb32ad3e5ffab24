import type { CodecChoice } from '../../admin/api';
import { hasVariable } from '../../../lib/settings/variables';

/** A codec to choose. The empty value is profile 1. */
export interface CodecOption {
  value: string;
  label: string;
  /** It is stored, but no installed module provides it. */
  missing: boolean;
}

/**
 * The codecs to choose from, profile 1 first. The stored codec is always among them, so that the form keeps it.
 *
 * @param installed undefined until the runtime has answered
 * @returns nothing if there is no choice
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
