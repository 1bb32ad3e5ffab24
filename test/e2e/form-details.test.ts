import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { FormList } from '../support/edited-node';
import { describeInEditors } from '../support/editor-session';
import { languages } from '../../scripts/catalogues';
import { EDITORS } from '../support/node-red-versions';
import type { FlowNode } from '../support/node-red-process';

const LIVE = {
  type: 'activelogic-liveview',
  z: 'tab',
  name: '',
  distributions: [{ name: 'Local Host' }],
  filters: [{ mode: 'include', name: 'Service', values: ['DNS'] }],
  columns: [],
  sort: 'inbound',
  wires: [[]],
};

function flows(url: string): FlowNode[] {
  const place = (y: number): object => ({ z: 'tab', name: '', x: 200, y, wires: [[]] });
  return [
    { id: 'tab', type: 'tab', label: 'Flow 1' },
    { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url },
    { id: 'down', type: 'activelogic-appliance', name: 'Down', url: 'ws://127.0.0.1:1/view' },
    { ...LIVE, id: 'live', x: 200, y: 80, appliance: 'lab' },
    { ...LIVE, id: 'dead', x: 200, y: 140, appliance: 'down' },
    {
      ...place(200),
      id: 'alert',
      type: 'activelogic-alert',
      conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 5, clear: 8 }],
    },
    {
      ...place(260),
      id: 'distribution',
      type: 'activelogic-distribution',
      appliance: 'lab',
      distribution: 'Service',
      arg: '',
    },
    {
      ...place(320),
      id: 'filter',
      type: 'activelogic-filter',
      appliance: 'lab',
      mode: 'include',
      filter: 'Service',
      arg: '',
      values: [{ v: 'DNS', vt: 'str' }],
    },
    {
      ...place(380),
      id: 'bare',
      type: 'activelogic-filter',
      appliance: 'lab',
      filter: 'Service',
      values: [],
    },
  ];
}

/** Runs in the page: finds the package's texts in the top dialog that have too little contrast. */
function lowContrastTexts(): string[] {
  type Colour = [number, number, number, number];
  const parse = (text: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a]: Colour, [x, y, z]: Colour): Colour => [
    r * a + x * (1 - a),
    g * a + y * (1 - a),
    b * a + z * (1 - a),
    1,
  ];
  const luminance = (colour: Colour): number => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const dialog = [...document.querySelectorAll('.red-ui-tray-body')].pop() ?? document.body;
  const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = texts.currentNode.textContent?.trim() ?? '';
    // Skip Node-RED's own buttons.
    if (
      !element?.checkVisibility() ||
      words === '' ||
      element.closest('button, .red-ui-button, option, .red-ui-tabs')
    )
      continue;
    const outside: HTMLElement[] = [];
    for (let each: HTMLElement | null = element; each; each = each.parentElement) outside.unshift(each);
    const behind = outside.reduce<Colour>(
      (colour, each) => over(parse(getComputedStyle(each).backgroundColor), colour),
      [255, 255, 255, 1],
    );
    const ink = parse(getComputedStyle(element).color);
    for (const each of outside) ink[3] *= Number(getComputedStyle(each).opacity);
    const [low = 0, high = 0] = [luminance(over(ink, behind)), luminance(behind)].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${words}`);
  }
  return found;
}

/** Runs in the page: finds selects in the top dialog that are narrower than one of their options. */
function clippedSelects(): string[] {
  const dialog = [...document.querySelectorAll('.red-ui-tray-body')].pop() ?? document.body;
  return [...dialog.querySelectorAll('select')]
    .filter((select) => select.checkVisibility())
    .flatMap((select) => {
      const copy = select.cloneNode(true) as HTMLSelectElement;
      copy.style.cssText = 'position: absolute; width: max-content; max-width: none; min-width: 0';
      select.after(copy);
      const wanted = copy.offsetWidth;
      copy.remove();
      return wanted > select.offsetWidth + 1 ? [`${select.value}: ${select.offsetWidth} of ${wanted}`] : [];
    });
}

describeInEditors('the details of the forms', { simulator: { hosts: 30 }, flows }, (session) => {
  const node = (id: string): Locator => session.page.locator(`[id="${id}"]`);
  const menu = (): Locator => session.page.locator('.activelogic-menu:visible');
  /**
   * Runs a function in the page. The page lacks the helpers that the TypeScript loader adds to named
   * functions.
   */
  const run = (inPage: () => string[]): Promise<string[]> =>
    session.page.evaluate(`(() => { const __name = (named) => named; return (${inPage.toString()})(); })()`);
  /**
   * Uses the keyboard, because Node-RED takes two quick clicks for a double click, which does not show the
   * tab.
   */
  const showTab = (index: number): Promise<void> =>
    session.page.locator('#activelogic-liveview-tabs a').nth(index).press('Enter');
  const dock = (): Locator => session.page.locator('#activelogic-liveview-preview');
  const addFilter = (): Locator =>
    session.page.locator('#activelogic-liveview-view .red-ui-editableList-addButton').last();

  async function open(id: string): Promise<void> {
    await session.editor.open(node(id));
    await session.page
      .getByRole('status')
      .filter({ hasText: /live from|documented names/ })
      .first()
      .waitFor();
  }

  it('suggestions open on a click in a filled field, and its caret button closes them', async () => {
    const { page, editor } = session;
    await open('distribution');
    const name = page.locator('#node-input-distribution');
    await name.click();
    await menu().getByText('Remote Host', { exact: true }).waitFor();
    assert.equal(await name.inputValue(), 'Service');
    const box = await name.boundingBox();
    assert.ok(box);
    const caret = { x: box.width - 8, y: box.height / 2 };
    await name.click({ position: caret });
    await menu().waitFor({ state: 'hidden' });
    await name.click({ position: caret });
    await menu().waitFor();
    await name.press('Escape');
    await name.fill('No such thing');
    await name.click();
    await menu().getByText('Remote Host', { exact: true }).waitFor();
    await name.press('Escape');
    const image = (field: Locator): Promise<string> =>
      field.evaluate((element) => getComputedStyle(element).backgroundImage);
    assert.match(await image(name), /gradient/);
    assert.equal(await image(page.locator('#node-input-arg')), 'none', 'nothing is suggested there');
    await editor.cancel();

    await open('filter');
    const value = page.locator('#activelogic-filter-values .red-ui-typedInput-input');
    assert.match(await image(value), /gradient/);
    await value.click();
    await menu().getByText('NTP', { exact: true }).click();
    assert.equal(await value.inputValue(), 'NTP');
    await page.locator('#node-input-filter').fill('Host');
    await page.keyboard.press('Tab');
    assert.equal(await image(value), 'none', 'nothing is suggested for a host');
    await editor.cancel();
  });

  it('a new filter starts in its name field', async () => {
    const { page, editor } = session;
    await open('live');
    await addFilter().click();
    await page.locator('#activelogic-liveview-filters [data-field="name"]:focus').waitFor();
    await page.keyboard.type('Host');
    assert.equal(
      await page.locator('#activelogic-liveview-filters [data-field="name"]').nth(1).inputValue(),
      'Host',
    );
    await editor.cancel();
  });

  it('with raw columns, the column to sort by gets a hint', async () => {
    const { page, editor } = session;
    await open('live');
    const hint = page.locator('#activelogic-liveview-sort .activelogic-row-hint');
    await showTab(1);
    const column = page.locator('.activelogic-picker-row', { hasText: 'inbound_bps' }).locator('input');
    await column.check();
    await showTab(2);
    await hint.waitFor();
    await showTab(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await showTab(2);
    await hint.waitFor({ state: 'hidden' });
    await editor.cancel();
  });

  it('the preview does not cover the buttons that add rows', async () => {
    const { page, editor } = session;
    await open('live');
    const buttons = page.locator('#activelogic-liveview-view .red-ui-editableList-addButton');
    const covered = (button: Locator): Promise<boolean> =>
      button.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return [
          [left + 3, top + 2],
          [right - 3, bottom - 2],
        ].some(([x = 0, y = 0]) => !element.contains(document.elementFromPoint(x, y)));
      });
    assert.equal(await covered(addFilter()), false);
    await dock().getByRole('button', { name: 'Preview' }).click();
    await dock().locator('tbody > tr').first().waitFor();
    assert.equal(await covered(addFilter()), false);
    // A list scrolls to its button after each added row.
    for (const button of [buttons.first(), buttons.first(), addFilter(), addFilter()]) {
      await button.click();
      await page.locator('#activelogic-liveview-view [data-field="name"]:focus').waitFor();
      assert.equal(await covered(button), false);
    }
    await session.screenshot('details-preview');
    await editor.cancel();
  });

  it('a list takes the room that a mark leaves', async () => {
    const { page, editor } = session;
    const frame = (list: string): Locator =>
      page.locator('.red-ui-editableList', { has: page.locator(list) });
    const height = async (list: string): Promise<number> => {
      const { height: now } = (await frame(list).boundingBox()) ?? {};
      await page.evaluate('RED.tray.resize()');
      assert.equal((await frame(list).boundingBox())?.height, now, 'it has its height at once');
      return now ?? 0;
    };
    for (let opened = 0; opened < 2; opened++) {
      await open('bare');
      const values = '#activelogic-filter-values';
      const marked = await height(values);
      await frame(values).locator('.red-ui-typedInput-input').fill('DNS');
      assert.ok((await height(values)) > marked);
      await editor.cancel();

      await open('live');
      const [distributions, filters] = [
        '#activelogic-liveview-distributions',
        '#activelogic-liveview-filters',
      ];
      const list = new FormList(page, distributions);
      const before = await height(filters);
      await list.remove(1);
      await height(filters);
      await list.add();
      await list.field(1, 'name').fill('Local Host');
      assert.equal(await height(filters), before);
      await editor.cancel();
    }
  });

  it('the preview reports once that the appliance is down', async () => {
    const { editor } = session;
    await open('dead');
    await dock().getByRole('button', { name: 'Preview' }).click();
    await dock()
      .getByText(/refuses the connection/)
      .first()
      .waitFor();
    const said = (await dock().innerText()).match(/refuses the connection/g) ?? [];
    assert.equal(said.length, 1);
    await session.screenshot('details-preview-down');
    await editor.cancel();
  });

  it('the note that the URL lost its user name disappears when the URL is replaced', async () => {
    const { page, editor } = session;
    await open('live');
    await editor.openOver('#node-input-btn-appliance-edit');
    const url = page.locator('#node-config-input-url');
    const said = page.locator('#activelogic-appliance-moved');
    await url.fill('ws://ann:secret@appliance.example/view');
    await page.keyboard.press('Tab');
    await said.filter({ hasText: 'were moved' }).waitFor();
    assert.equal(await url.inputValue(), 'ws://appliance.example/view');
    await url.fill('ws://other.example/view');
    assert.equal(await said.textContent(), '');
    await editor.cancel();
    await editor.cancel();
  });

  it('every text is readable, in the light and the dark theme', async () => {
    const { page, editor } = session;
    const readable = async (what: string): Promise<void> => {
      for (const dark of [false, true]) {
        await page.evaluate((on) => {
          document.documentElement.classList.toggle('nr-theme-dark', on);
        }, dark);
        assert.deepEqual(await run(lowContrastTexts), [], `${what}, ${dark ? 'dark' : 'light'}`);
      }
      await page.evaluate(() => {
        document.documentElement.classList.remove('nr-theme-dark');
      });
    };
    for (const id of ['distribution', 'filter', 'alert', 'dead', 'live']) {
      await open(id);
      await readable(id);
      if (id === 'live') {
        await dock().getByRole('button', { name: 'Preview' }).click();
        await dock().locator('tbody > tr').first().waitFor();
        await readable('preview');
        await page.locator('#activelogic-liveview-distributions [data-field="name"]').fill('Servce');
        await page.locator('#activelogic-liveview-distributions .activelogic-mark').waitFor();
        await dock().getByRole('button', { name: 'Preview' }).click();
        await readable('hints');
        await showTab(1);
        await readable('columns');
        await showTab(2);
        await readable('output');
        await editor.openOver('#node-input-btn-appliance-edit');
        await page.locator('.activelogic-limits > summary').click();
        await readable('appliance');
        await editor.cancel();
      }
      await editor.cancel();
    }
  });

  it('no option of a select is cut off', async () => {
    const { page, editor } = session;
    // The texts are the same in both editors, so one of them shows all languages.
    const newest = session.version === EDITORS.at(-1);
    for (const language of newest ? languages : ['de']) {
      await page.evaluate((lang) => {
        localStorage.setItem('editor-language', lang);
      }, language);
      await page.reload();
      for (const id of ['live', 'alert', 'filter']) {
        await editor.open(node(id));
        assert.deepEqual(await run(clippedSelects), [], `${id} in ${language}`);
        if (id === 'live') {
          await showTab(2);
          assert.deepEqual(await run(clippedSelects), [], `output in ${language}`);
          await editor.openOver('#node-input-btn-appliance-edit');
          assert.deepEqual(await run(clippedSelects), [], `appliance in ${language}`);
          await editor.cancel();
        }
        await editor.cancel();
      }
    }
  });
});
