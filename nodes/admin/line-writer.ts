import type { Response } from 'express';
import type { PreviewLine } from './api';

/** Writes lines as fast as the browser takes them. Of the lines that have to wait, it writes only the newest. */
export class LineWriter {
  private waits = false;
  private held: (() => PreviewLine) | undefined;
  private ended = false;

  constructor(private readonly response: Response) {
    response.on('drain', () => {
      this.waits = false;
      const { held } = this;
      this.held = undefined;
      if (held) this.write(held);
    });
    response.status(200).set({
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
      // Keeps a proxy from collecting lines before it passes them on.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
  }

  /** @param make not called if a newer line replaces this one */
  write(make: () => PreviewLine): void {
    if (this.ended || this.response.destroyed) return;
    if (this.waits) this.held = make;
    else this.waits = !this.response.write(lineOf(make()));
  }

  /** Writes the last line. */
  end(line: PreviewLine): void {
    if (this.ended || this.response.destroyed) return;
    this.stop();
    this.response.end(lineOf(line));
  }

  /** Writes nothing more. */
  stop(): void {
    this.ended = true;
    this.held = undefined;
  }
}

function lineOf(line: PreviewLine): string {
  return `${JSON.stringify(line)}\n`;
}
