/** The most that is shown of one text, in characters. */
export const LONGEST_PEER_TEXT = 300;

/** A secret shorter than this is not looked for: it would be found in any text. */
export const SHORTEST_SECRET = 4;

/** What would break a log's lines, steer a terminal or turn the reading direction round; and halves of a character. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes what the other side says, in an error frame or a close reason, fit for a log, a status or a message: on one
 * line, of bounded length, and without the secrets that it was told. Some systems and proxies repeat a request's headers.
 *
 * @param secrets each is left out as it is, and as it is written in a URL
 */
export function peerText(secrets: readonly string[]): (text: string) => string {
  const hide = withoutSecrets(secrets);
  return (text) => {
    const line = hide(text).replace(/\s+/g, ' ').replace(UNPRINTABLE, '\ufffd');
    return line.length > LONGEST_PEER_TEXT ? `${line.slice(0, LONGEST_PEER_TEXT - 1)}…` : line;
  };
}

/** Puts `***` where a text has one of the secrets, as it is or as it is written in a URL. */
export function withoutSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, urlForm(secret)]);
  const sought = [...new Set(forms)]
    .filter((form) => form.length >= SHORTEST_SECRET)
    // One may be a part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => sought.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** As it is in a URL. Halves of characters, for which `encodeURIComponent` throws, do not come through a Buffer. */
function urlForm(secret: string): string {
  return encodeURIComponent(Buffer.from(secret).toString());
}
