/** A secret that a test looks for. */
export interface Marker {
  /** What it is. A failure shows this, because the secret itself would not help. */
  what: string;
  secret: string;
}

/** Where a secret was found, and in which form. */
export interface Find {
  place: string;
  what: string;
  form: string;
  /** The text around it. */
  excerpt: string;
}

/** The forms in which a secret can leak. */
function formsOf(secret: string): [string, string][] {
  const bytes = Buffer.from(secret);
  const forms: [string, string][] = [
    ['as it is', secret],
    ['as in a URL', encodeURIComponent(secret)],
    ['as in a form', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['as in JSON', JSON.stringify(secret).slice(1, -1)],
    ['as hex', bytes.toString('hex')],
    ['as hex with spaces', bytes.toString('hex').replace(/(..)(?!$)/g, '$1 ')],
    ['as numbers', [...bytes].join(',')],
  ];
  // In base64 three bytes become four characters, so the form depends on what precedes the secret. Its ends
  // depend on their neighbours.
  for (const before of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor(((before + bytes.length) * 8) / 6);
    forms.push([`in base64 after ${before} bytes`, all.slice(from, to)]);
  }
  return forms;
}

/** Looks for secrets in everything that a program outputs. */
export class MarkerSearch {
  private readonly sought: { what: string; form: string; text: string }[];

  constructor(markers: readonly Marker[]) {
    this.sought = markers.flatMap(({ what, secret }) =>
      formsOf(secret).map(([form, text]) => ({ what, form, text: text.toLowerCase() })),
    );
  }

  /** @param except secrets that are allowed here */
  find(place: string, text: string, except: readonly string[] = []): Find[] {
    // A secret in other case is a find as well.
    const lower = text.toLowerCase();
    return this.sought.flatMap(({ what, form, text: wanted }) => {
      const at = except.includes(what) ? -1 : lower.indexOf(wanted);
      return at < 0
        ? []
        : [{ place, what, form, excerpt: text.slice(Math.max(0, at - 120), at + wanted.length + 60) }];
    });
  }
}
