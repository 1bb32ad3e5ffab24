const CONNECTION = /^(\{"type":"update",(?:"time":[^,]*,)?"id":\{"connection":")([^"\\]*)/;

/** How much of a recorded connection's id to keep, characters. */
const KEPT = 32;

/**
 * Gives a gateway's update a new connection id. When a recording is played again, clients must not take its updates
 * for ones that they already have. Other frames stay as they are.
 *
 * @param playing identifies this playing, up to 31 characters
 */
export function renewed(text: string, playing: string): string {
  return text.replace(
    CONNECTION,
    (_found, before: string, connection: string) => `${before}${connection.slice(-KEPT)}-${playing}`,
  );
}
