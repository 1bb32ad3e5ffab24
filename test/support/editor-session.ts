import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Simulator, type SimulatorOptions } from '../../tools/simulator';
import { type Browser, startChromium } from './chromium';
import { Editor } from './editor';
import { type FlowNode, NodeRed } from './node-red-process';
import { EDITORS, type Offered } from './node-red-versions';

/** Screenshots that a person can look at. */
const SCREENSHOTS = path.join(tmpdir(), 'activelogic-screenshots');

/** An empty canvas. */
export const EMPTY: FlowNode = {
  id: 'tab',
  type: 'tab',
  label: 'Flow 1',
  disabled: false,
  info: '',
  env: [],
};

/** A Node-RED, a simulator and a browser for the tests of a suite. */
export class EditorSession {
  browser!: Browser;
  simulator!: Simulator;
  nodeRed!: NodeRed;

  constructor(readonly version: Offered) {}

  get page(): Page {
    return this.browser.page;
  }

  get editor(): Editor {
    return new Editor(this.page);
  }

  /** Saves a screenshot, with this version in its name. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = `${this.version.name.replace(/\W+/g, '-').toLowerCase()}-${name}.png`;
    await this.page.screenshot({ path: path.join(SCREENSHOTS, file) });
  }

  /** Ends everything that has been started. */
  async stop(): Promise<void> {
    try {
      await (this.browser as Browser | undefined)?.stop();
    } finally {
      await (this.nodeRed as NodeRed | undefined)?.stop();
      await (this.simulator as Simulator | undefined)?.stop();
    }
  }
}

/** The start conditions of a suite. */
interface Setup {
  simulator?: SimulatorOptions;
  /** The flows to deploy, given the simulator's URL. */
  flows?: (url: string) => readonly FlowNode[];
  /** The folders of further modules in the palette. */
  modules?: readonly string[];
}

/** Runs a suite once in each Node-RED whose editor differs: the development version and the newest. */
export function describeInEditors(
  title: string,
  setup: Setup,
  tests: (session: EditorSession) => void,
): void {
  for (const version of EDITORS) {
    describe(`${title} (${version.name})`, function () {
      this.timeout(180_000);
      const session = new EditorSession(version);

      before(async function () {
        const found = await version.find(this);
        session.browser = await startChromium(this);
        session.simulator = new Simulator({ hosts: 8, interval: 0.5, ...setup.simulator, port: 0 });
        const url = await session.simulator.start();
        session.nodeRed = await NodeRed.start(setup.flows?.(url) ?? [EMPTY], found, {
          modules: setup.modules,
        });
        await showEditor(session);
      });

      afterEach(async function () {
        // A dialog that a failed test left open would break the next test.
        if (this.currentTest?.isFailed() === true) await showEditor(session);
        assert.deepEqual(session.browser.complaints.splice(0), []);
      });

      after(() => session.stop());

      tests(session);
    });
  }
}

async function showEditor({ page, nodeRed }: EditorSession): Promise<void> {
  // Leaves the page, so that the browser does not ask about changes that are not deployed.
  await page.goto('about:blank');
  await page.goto(nodeRed.url);
  await page.locator('.red-ui-palette-node').first().waitFor();
}
