/** The measurement of points, where nothing else is said. */
export const DEFAULT_MEASUREMENT = 'liveview';

/**
 * Whether a text can be the measurement of points: not empty, without space, comma, `#` and `\`. InfluxDB can have these
 * if they are escaped, but not all that write to it do that.
 */
export function isMeasurement(text: string): boolean {
  return /^[^\s,#\\]+$/.test(text);
}
