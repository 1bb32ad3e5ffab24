import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * Places that may hold an address: IPv4 with a port or a prefix length, MAC with dots, and hexadecimal digits with
 * colons. A match that is not an address is left to the replacement of names.
 */
const CANDIDATE =
  /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|\/\d{1,2})?(?![\p{L}\p{N}]|\.\d)|(?<![\p{L}\p{N}.:])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![\p{L}\p{N}.])|(?<![\p{L}\p{N}])(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}:.])(?:[0-9a-f:]*::|[0-9a-f]*:[0-9a-f:.]*[0-9a-f])(?:\/\d{1,3})?(?![\p{L}\p{N}])/giu;

/** The bits of the digest decide which bits to flip. It has as many as the tree for one byte has nodes. */
type Digest = (kind: string, prefix: readonly number[]) => Buffer;

/** How many prefixes to remember; one costs about 150 bytes. */
const MOST_REMEMBERED = 100_000;

/**
 * Replaces addresses by others of the same kind. Two addresses with the same first bits still share them afterwards,
 * so networks stay networks. The key decides on the bits (the construction of Crypto-PAn, with HMAC-SHA-256 as its
 * cipher).
 */
export class Addresses {
  private readonly digests = new Map<string, Buffer>();

  constructor(private readonly key: Buffer) {}

  /**
   * @param text one address, or a text that contains some
   * @param rest replaces the parts between addresses
   */
  replaceIn(text: string, rest: (text: string) => string): string {
    let replaced = '';
    let done = 0;
    for (const match of text.matchAll(CANDIDATE)) {
      const found = this.replace(match[0]);
      if (found === undefined) continue;
      replaced += rest(text.slice(done, match.index)) + found;
      done = match.index + match[0].length;
    }
    return replaced + rest(text.slice(done));
  }

  /** Returns `undefined` if the candidate is not an address. */
  private replace(candidate: string): string | undefined {
    const [address = '', length] = candidate.split('/');
    const prefix = length === undefined ? undefined : Number(length);
    const ipv4 = /^([\d.]+)(:\d+)?$/.exec(address);
    if (ipv4 && isIPv4(ipv4[1] ?? '')) {
      const [, host = '', port = ''] = ipv4;
      return this.network(bytesOfIpv4(host), 'ipv4', prefix, dotted) + port;
    }
    if (isIPv6(address)) return this.ipv6(address, prefix);
    const mac = address.replaceAll(/[.:-]/g, '');
    if (length !== undefined || mac.length !== 12 || !isMac(address)) return undefined;
    return this.mac(mac, address);
  }

  private ipv6(address: string, prefix: number | undefined): string {
    const bytes = bytesOfIpv6(address);
    const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
    // The same host as without the prefix.
    if (isMapped && prefix === undefined) return `::ffff:${dotted(this.map('ipv4', bytes.slice(12)))}`;
    return this.network(bytes, 'ipv6', prefix, addColons);
  }

  private network(
    bytes: number[],
    kind: string,
    prefix: number | undefined,
    write: (bytes: number[]) => string,
  ): string {
    const mapped = this.map(kind, bytes);
    if (prefix === undefined) return write(mapped);
    // A network has no bits after its prefix. If the original had some, they belong to a host.
    const isNetwork = cut(bytes, prefix).every((byte, index) => byte === bytes[index]);
    return `${write(isNetwork ? cut(mapped, prefix) : mapped)}/${prefix}`;
  }

  private mac(digits: string, original: string): string {
    const mapped = this.map('mac', [...Buffer.from(digits, 'hex')]).map((byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    if (original.includes('.')) return mapped.join('').replace(/(.{4})(?=.)/g, '$1.');
    return mapped.join(original.includes('-') ? '-' : ':');
  }

  private map(kind: string, bytes: readonly number[]): number[] {
    return bytes.map((byte, index) => flip(byte, this.digest(kind, bytes.slice(0, index))));
  }

  private readonly digest: Digest = (kind, prefix) => {
    const name = `${kind} ${prefix.join('.')}`;
    const known = this.digests.get(name);
    if (known) return known;
    const digest = createHmac('sha256', this.key).update(name).digest();
    if (this.digests.size >= MOST_REMEMBERED) this.digests.clear();
    this.digests.set(name, digest);
    return digest;
  };
}

/** Flips each bit or not, as the digest says for the bits before it. */
function flip(byte: number, digest: Buffer): number {
  let mapped = 0;
  // The node of the tree for the bits so far, from 1.
  let node = 1;
  for (let mask = 128; mask > 0; mask >>= 1) {
    const bit = (byte & mask) === 0 ? 0 : 1;
    const decision = ((digest[node >> 3] ?? 0) >> (node & 7)) & 1;
    if ((bit ^ decision) === 1) mapped |= mask;
    node = node * 2 + bit;
  }
  return mapped;
}

function cut(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff00 >> kept) & 0xff;
  });
}

function isMac(address: string): boolean {
  return /^(?:(?:..([:-]))(?:..\1){4}..|(?:....\.){2}....)$/.test(address);
}

function bytesOfIpv4(address: string): number[] {
  return address.split('.').map(Number);
}

function dotted(bytes: readonly number[]): string {
  return bytes.join('.');
}

/** In the short form that URLs use. */
function shortIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function bytesOfIpv6(address: string): number[] {
  const [head = '', tail] = shortIpv6(address).split('::');
  const groups = (text = ''): string[] => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 255];
  });
}

function addColons(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return shortIpv6(groups.join(':'));
}
