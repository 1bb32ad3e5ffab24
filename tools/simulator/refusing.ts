/**
 * How to refuse new connections on purpose:
 * - 400 to 599: this HTTP status instead of the upgrade,
 * - 4400: catalogue, then a fatal error and close 4400 in answer to the view frame,
 * - other 4000 to 4999: this close code right after the upgrade,
 * - `silence`: the upgrade, then nothing at all.
 */
export type Refusing = number | 'silence';

export function isRefusing(value: unknown): value is Refusing {
  if (value === 'silence') return true;
  return Number.isInteger(value) && (isHttpStatus(value as number) || isCloseCode(value as number));
}

export function isHttpStatus(refusing: Refusing | undefined): refusing is number {
  return typeof refusing === 'number' && refusing >= 400 && refusing <= 599;
}

export function isCloseCode(refusing: Refusing | undefined): refusing is number {
  return typeof refusing === 'number' && refusing >= 4000 && refusing <= 4999;
}
