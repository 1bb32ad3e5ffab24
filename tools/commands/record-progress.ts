import { printable } from '../../lib/printable';
import type { Figures } from '../recording/scribe';
import { count, duration, size } from './figures';

/** The time between two redraws of the line, ms. */
const REDRAW = 500;

/** The number of redraws over which a rate is measured. */
const SAMPLES = 10;

const CLEAR_LINE = '\r\x1b[K';

/** Shows the progress in one line at the bottom of a terminal. Without a terminal it only passes messages on. */
export class Progress {
  private readonly samples: { at: number; frames: number; bytes: number }[] = [];
  private readonly begun = performance.now();
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly figures: Figures,
    private readonly terminal: NodeJS.WriteStream,
  ) {
    if (!terminal.isTTY) return;
    this.draw();
    this.timer = setInterval(() => {
      this.draw();
    }, REDRAW);
  }

  /** Prints a message on a line of its own. Texts from elsewhere cannot break the line. */
  say(message: string): void {
    this.terminal.write(`${this.timer ? CLEAR_LINE : ''}${printable(message)}\n`);
    if (this.timer) this.draw();
  }

  /** Removes the line. */
  end(): void {
    if (this.timer) this.terminal.write(CLEAR_LINE);
    clearInterval(this.timer);
  }

  private draw(): void {
    const { frames, bytes } = this.figures;
    const now = { at: performance.now(), frames, bytes };
    this.samples.push(now);
    if (this.samples.length > SAMPLES) this.samples.shift();
    const [first = now] = this.samples;
    const seconds = Math.max(now.at - first.at, REDRAW) / 1000;
    const parts = [
      duration(now.at - this.begun),
      count(frames, 'frame'),
      size(bytes),
      `${((frames - first.frames) / seconds).toFixed(1)} frames/s`,
      `${size((bytes - first.bytes) / seconds)}/s`,
    ];
    const line = parts.join('  ').slice(0, Math.max(20, (this.terminal.columns || 80) - 1));
    this.terminal.write(`${CLEAR_LINE}${line}`);
  }
}
