import { printable } from '../printable';
import type { Secrets } from './secrets';

/** The most characters to show of one text. */
export const LONGEST_PEER_TEXT = 300;

/** The most characters to read. Blanks collapse, so this is more than is shown. */
const LONGEST_READ = 64 * 1024;

/**
 * Makes the peer's text from an error frame or a close reason safe for a log, a status or a message: on one line, of
 * limited length, and without this side's secrets. Some appliances and proxies repeat a request's headers.
 */
export function peerText(secrets: Secrets): (text: string) => string {
  return (text) => {
    const line = printable(secrets.hide(text.slice(0, LONGEST_READ)).replace(/\s+/g, ' '));
    return line.length > LONGEST_PEER_TEXT ? `${line.slice(0, LONGEST_PEER_TEXT - 1)}…` : line;
  };
}
