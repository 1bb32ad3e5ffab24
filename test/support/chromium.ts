import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { skip } from './compat';
import { temporaryDirectory } from './temporary';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing that looks for a network, a graphics card or a user's account. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with one page, without a window and with a profile of its own. */
export interface Browser {
  context: BrowserContext;
  page: Page;
  /** What scripts of the page have thrown or complained of, and what it could not load. */
  complaints: string[];
}

/** Starts the Chromium of the variable `CHROMIUM`, or else of the usual places; skips the test where there is none. */
export async function startChromium(test: Context): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) return skip(test, 'there is no Chromium; the variable CHROMIUM can say where it is');
  return launchChromium(executablePath);
}

/** Where Chromium is, if it is anywhere. */
export function findChromium(): string | undefined {
  return process.env.CHROMIUM ?? USUAL_PATHS.find((path) => existsSync(path));
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  const context = await chromium.launchPersistentContext(temporaryDirectory(), {
    executablePath,
    args: QUIET,
    headless: true,
    viewport: { width: 1400, height: 900 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    // What a node's dialog throws is only logged by Node-RED.
    const wrong = message.type() === 'error' || message.type() === 'warning' || text.startsWith('onedit');
    if (wrong) complaints.push(text);
  });
  return { context, page, complaints };
}
