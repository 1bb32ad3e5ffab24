import type { Locator, Page } from 'playwright-core';

/** The page of the example `live-dashboard` as somebody sees it who looks at it. */
export class DashboardPage {
  constructor(
    private readonly page: Page,
    /** Of Node-RED, with a slash at the end. */
    private readonly url: string,
  ) {}

  /** Opens the page, and waits for its first figure. */
  async open(): Promise<void> {
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

  /** What a figure or a gauge shows as soon as it is as it should be. */
  async until(
    label: string,
    expected: (text: string) => boolean,
    place = this.figure(label),
  ): Promise<string> {
    for (;;) {
      const text = (await place.innerText()).trim();
      if (expected(text)) return text;
      await this.#changed(place, text);
    }
  }

  /** The cells of a table's rows, as they are now; none where the table says that there are none. */
  async rows(table: 'alarms' | 'talkers'): Promise<string[][]> {
    const rows = this.#rows(table);
    return rows.evaluateAll((elements) =>
      elements.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim())),
    );
  }

  /** The rows as soon as they are as they should be. */
  async rowsWhen(table: 'alarms' | 'talkers', expected: (rows: string[][]) => boolean): Promise<string[][]> {
    const body = this.page.locator(`.${table} tbody`);
    for (;;) {
      const before = await body.innerText();
      const rows = await this.rows(table);
      if (expected(rows)) return rows;
      await this.#changed(body, before);
    }
  }

  /** What a drop-down offers. */
  async options(label: string): Promise<string[]> {
    await this.#dropDown(label).click();
    const options = this.page.locator('.v-overlay--active .v-list-item');
    await options.first().waitFor();
    const texts = await options.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    return texts;
  }

  /** Chooses what a drop-down offers. */
  async choose(label: string, option: string): Promise<void> {
    await this.#dropDown(label).click();
    const item = this.page
      .locator('.v-overlay--active .v-list-item')
      .filter({ has: this.page.getByText(option, { exact: true }) });
    await item.click();
    await item.waitFor({ state: 'detached' });
  }

  /** What a drop-down has chosen, which is shown soon after the page. */
  async chosen(label: string): Promise<string> {
    const input = this.#dropDown(label).locator('input');
    const element = await input.elementHandle();
    await this.page.waitForFunction(
      (shown) => shown instanceof HTMLInputElement && shown.value !== '',
      element,
    );
    return input.inputValue();
  }

  #rows(table: string): Locator {
    return this.page.locator(`.${table} tbody tr:not(.v-data-table-rows-no-data)`);
  }

  #dropDown(label: string): Locator {
    return this.page
      .locator('.nrdb-ui-dropdown', { has: this.page.getByText(label, { exact: true }) })
      .locator('.v-field')
      .first();
  }

  /** Resolves when a place no longer has this text. */
  async #changed(place: Locator, before: string): Promise<void> {
    const element = await place.elementHandle();
    await this.page.waitForFunction(
      ([shown, text]) => !shown.isConnected || (shown as HTMLElement).innerText.trim() !== text,
      [element, before.trim()] as const,
    );
  }
}
