import type { Distribution } from '../../lib/protocol/frames';
import { isBlank } from './names';
import type { Translate } from '../translate';

/** What a row of the form holds, in the shape that a flow stores: no surrounding space, no empty argument. */
export function cleanDistribution(name: string, arg: string): Distribution {
  return { name: name.trim(), ...(isBlank(arg) ? {} : { arg: arg.trim() }) };
}

/** What is wrong with a list of distributions. None at all is fine: a message may bring them. */
export function distributionsProblem(value: unknown, t: Translate): string[] {
  if (!Array.isArray(value)) return [];
  return (value as Partial<Distribution>[]).flatMap((distribution, index) =>
    isBlank(distribution.name) ? [t('appliance:common.invalid.distributionName', { row: index + 1 })] : [],
  );
}
