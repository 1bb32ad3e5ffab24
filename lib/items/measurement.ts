/** The measurement of points by default. */
export const DEFAULT_MEASUREMENT = 'liveview';

/**
 * Whether a text can be the measurement of points: not empty, without space, comma, `#` and `\`. InfluxDB accepts
 * these if they are escaped, but not every writer escapes them.
 */
export function isMeasurement(text: string): boolean {
  return /^[^\s,#\\]+$/.test(text);
}
