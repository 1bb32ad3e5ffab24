import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A certificate with its key, PEM. */
export interface Identity {
  cert: string;
  key: string;
}

/** Real certificates, made by openssl in a folder of their own. */
export class Certificates {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'activelogic-certificates-'));

  /**
   * A self-signed certificate: for a server with these names, or as a CA for others.
   *
   * @param days how long it is valid from now
   */
  selfSigned(name: string, names = `DNS:${name}`, days = 2): Identity {
    const { key, cert } = this.files(name);
    this.openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      String(days),
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=${names}`,
      '-keyout',
      key,
      '-out',
      cert,
    );
    return this.read(name);
  }

  /**
   * A server certificate that one of these CAs signs.
   *
   * @param days how long it is valid from now; negative: it has already expired
   */
  signed(name: string, ca: string, names: string, days = 2): Identity {
    return this.sign(name, ca, `subjectAltName=${names}`, days);
  }

  /** A CA that another CA signs. */
  intermediate(name: string, ca: string): Identity {
    return this.sign(name, ca, 'basicConstraints=critical,CA:TRUE', 2);
  }

  /** A server certificate that is not valid yet, signed by one of these CAs. */
  early(name: string, ca: string, names: string): Identity {
    const { key, cert } = this.files(name);
    const config = path.join(this.folder, `${name}.cnf`);
    writeFileSync(`${config}.db`, '');
    const lines = ['[ca]', 'default_ca=own', '[own]', `database=${config}.db`, 'rand_serial=yes'];
    const more = ['policy=any', '[any]', 'commonName=supplied', '[names]', `subjectAltName=${names}`, ''];
    writeFileSync(config, [...lines, ...more].join('\n'));
    const request = this.request(name);
    this.openssl(
      ...['ca', '-batch', '-notext', '-md', 'sha256', '-config', config, '-extensions', 'names'],
      ...['-cert', this.files(ca).cert, '-keyfile', this.files(ca).key],
      ...['-startdate', '20490101000000Z', '-enddate', '20490201000000Z'],
      ...['-in', request, '-out', cert, '-outdir', this.folder],
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  /** The key of one of these certificates, PEM, locked with a passphrase. */
  lockedKey(name: string, passphrase: string): string {
    const locked = path.join(this.folder, `${name}.locked.key`);
    this.openssl(
      'ec',
      '-in',
      this.files(name).key,
      '-aes256',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      locked,
    );
    return readFileSync(locked, 'utf8');
  }

  /** The files of a certificate and its key. */
  files(name: string): { key: string; cert: string } {
    return { key: path.join(this.folder, `${name}.key`), cert: path.join(this.folder, `${name}.crt`) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A certificate that was already made. */
  read(name: string): Identity {
    const { key, cert } = this.files(name);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  private sign(name: string, ca: string, extension: string, days: number): Identity {
    const extensions = path.join(this.folder, `${name}.ext`);
    writeFileSync(extensions, `${extension}\n`);
    this.openssl(
      ...['x509', '-req', '-in', this.request(name), '-days', String(days), '-extfile', extensions],
      ...['-CA', this.files(ca).cert, '-CAkey', this.files(ca).key, '-CAcreateserial'],
      ...['-out', this.files(name).cert],
    );
    return this.read(name);
  }

  /** Makes a new key and the request for its certificate. */
  private request(name: string): string {
    const request = path.join(this.folder, `${name}.csr`);
    this.openssl(
      ...[
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        `/CN=${name}`,
      ],
      ...['-keyout', this.files(name).key, '-out', request],
    );
    return request;
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
