import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Simulator, type SimulatorOptions } from '../../simulator';
import { type Browser, startChromium } from './chromium';
import { Editor } from './editor';
import { type FlowNode, NodeRed } from './node-red-process';
import { EDITORS, type Offered } from './node-red-versions';

/** For a person to look at. */
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

/** A Node-RED, a simulator and a browser, for the tests of a suite. */
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

  /** Keeps what the page shows, under a name of this version. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = `${this.version.name.replace(/\W+/g, '-').toLowerCase()}-${name}.png`;
    await this.page.screenshot({ path: path.join(SCREENSHOTS, file) });
  }

  /** Ends everything. Any of it is missing when it could not be started. */
  async stop(): Promise<void> {
    await (this.browser as Browser | undefined)?.context.close();
    await (this.nodeRed as NodeRed | undefined)?.stop();
    await (this.simulator as Simulator | undefined)?.stop();
  }
}

/** What a suite starts with. */
interface Setup {
  simulator?: SimulatorOptions;
  /** The flows that are deployed, given the simulator's URL. */
  flows?: (url: string) => readonly FlowNode[];
  /** The folders of modules that are in the palette, too. */
  modules?: readonly string[];
}

/** The tests of a suite once in each Node-RED whose editor differs: the one developed with, and the newest. */
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
        await session.page.goto(session.nodeRed.url);
        await session.page.locator('.red-ui-palette-node').first().waitFor();
      });

      after(() => session.stop());

      tests(session);
    });
  }
}
