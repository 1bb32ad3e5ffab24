import assert from 'node:assert/strict';
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

/** Turns off everything that needs a network, a graphics card or a user's account. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with one page, headless, with its own profile. */
export interface Browser {
  context: BrowserContext;
  page: Page;
  /** Errors and warnings of the page's scripts, and failed requests. A test removes those that it expects. */
  complaints: string[];
  /** Ends the browser. Fails if complaints are left. */
  stop(): Promise<void>;
}

/** Starts the Chromium that `CHROMIUM` names, or one in the usual places. Skips the test if there is none. */
export async function startChromium(test: Context): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) return skip(test, 'there is no Chromium; the variable CHROMIUM can say where it is');
  return launchChromium(executablePath);
}

/** The path of Chromium, if it is installed. */
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
  // On a busy machine an editor can take more than half a minute to load.
  context.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    // Node-RED only logs what a node's dialog, label or validator throws.
    const thrown = /^(onedit|Definition error|Validation error)/.test(text);
    const wrong = message.type() === 'error' || message.type() === 'warning' || thrown;
    if (wrong) complaints.push(text);
  });
  return {
    context,
    page,
    complaints,
    async stop() {
      await context.close();
      assert.deepEqual(complaints, [], 'the browser complained');
    },
  };
}
