import type { Locator, Page } from 'playwright-core';

/** The part of the chart's options that tests read. */
interface ChartOption {
  color: string[];
  series: { name: string }[];
}

/** The page of the example `live-dashboard`, as a person sees it. */
export class DashboardPage {
  constructor(
    private readonly page: Page,
    /** The address of Node-RED, with a slash at the end. */
    private readonly url: string,
  ) {}

  /** Opens the page, and waits for its first figure. */
  async open(): Promise<void> {
    // With this variable the dashboard keeps its charts where a test can read them.
    await this.page.addInitScript('window.Cypress = {}');
    await this.page.goto(`${this.url}dashboard/live`);
    await this.until('Inbound', (text) => /\d/.test(text));
  }

  /** The value beside a label. */
  figure(label: string): Locator {
    return this.page
      .locator('.nrdb-ui-text', { has: this.page.getByText(label, { exact: true }) })
      .locator('.nrdb-ui-text-value');
  }

  /** The number in a gauge, with its unit. */
  gauge(title: string): Locator {
    return this.page
      .locator('.nrdb-ui-gauge', { has: this.page.getByText(title, { exact: true }) })
      .locator('.nrdb-ui-gauge-value');
  }

  /** The banner, which exists while the page is blind. */
  get banner(): Locator {
    return this.page.locator('.blind');
  }

  /** The classes of the greyed-out widgets. */
  async greyed(): Promise<string[]> {
    const widgets = this.page.locator('.figure, .gauge, .chart, .alarms, .talkers');
    const classes = await widgets.evaluateAll((elements) =>
      elements
        .filter((element) => {
          const { filter, opacity } = getComputedStyle(element);
          return filter === 'grayscale(1)' && Number(opacity) < 0.5;
        })
        .flatMap(({ classList }) =>
          ['figure', 'gauge', 'chart', 'alarms', 'talkers'].filter((name) => classList.contains(name)),
        ),
    );
    return classes.sort();
  }

  /** The colour of a service's line, once the chart has `lines` lines. */
  async lineColor(service: string, lines: number): Promise<string> {
    const color = await this.page.waitForFunction(
      ([name, count]) => {
        const { uiCharts = {} } = window as {
          uiCharts?: Record<string, { chart: { getOption: () => ChartOption } }>;
        };
        const [option] = Object.values(uiCharts).map(({ chart }) => chart.getOption());
        const index =
          option?.series.length === count ? option.series.findIndex((line) => line.name === name) : -1;
        return option?.color[index];
      },
      [service, lines] as const,
    );
    return (await color.jsonValue()) ?? '';
  }

  /** The text of the alarm table when it has no rows. */
  async noAlarms(): Promise<string> {
    return this.page
      .locator('.alarms .v-data-table-rows-no-data td')
      .evaluate((cell) => getComputedStyle(cell, '::after').content.replaceAll('"', ''));
  }

  /** What a figure or gauge shows, once it matches. */
  async until(
    label: string,
    expected: (text: string) => boolean,
    place = this.figure(label),
  ): Promise<string> {
    for (;;) {
      const text = (await place.innerText()).trim();
      if (expected(text)) return text;
      await this.changed(place, text);
    }
  }

  /** The cells of a table's rows now; empty if the table says that it has none. */
  async rows(table: 'alarms' | 'talkers'): Promise<string[][]> {
    const rows = this.rowsOf(table);
    return rows.evaluateAll((elements) =>
      elements.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())),
    );
  }

  /** The rows, once they match. */
  async rowsWhen(table: 'alarms' | 'talkers', expected: (rows: string[][]) => boolean): Promise<string[][]> {
    const body = this.page.locator(`.${table} tbody`);
    for (;;) {
      const before = await body.innerText();
      const rows = await this.rows(table);
      if (expected(rows)) return rows;
      await this.changed(body, before);
    }
  }

  /** The options of a drop-down. */
  async options(label: string): Promise<string[]> {
    await this.dropDown(label).click();
    const options = this.page.locator('.v-overlay--active .v-list-item');
    await options.first().waitFor();
    const texts = await options.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    return texts;
  }

  /** Chooses an option of a drop-down. */
  async choose(label: string, option: string): Promise<void> {
    await this.dropDown(label).click();
    const item = this.page
      .locator('.v-overlay--active .v-list-item')
      .filter({ has: this.page.getByText(option, { exact: true }) });
    await item.click();
    await item.waitFor({ state: 'detached' });
  }

  /** The chosen option of a drop-down. It appears soon after the page. */
  async chosen(label: string): Promise<string> {
    const input = this.dropDown(label).locator('input');
    const element = await input.elementHandle();
    await this.page.waitForFunction(
      (shown) => shown instanceof HTMLInputElement && shown.value !== '',
      element,
    );
    return input.inputValue();
  }

  private rowsOf(table: string): Locator {
    return this.page.locator(`.${table} tbody tr:not(.v-data-table-rows-no-data)`);
  }

  private dropDown(label: string): Locator {
    return this.page
      .locator('.nrdb-ui-dropdown', { has: this.page.getByText(label, { exact: true }) })
      .locator('.v-field')
      .first();
  }

  /** Resolves when the text of a place changes. */
  private async changed(place: Locator, before: string): Promise<void> {
    const element = await place.elementHandle();
    await this.page.waitForFunction(
      ([shown, text]) => !shown.isConnected || (shown as HTMLElement).innerText.trim() !== text,
      [element, before.trim()] as const,
    );
  }
}
