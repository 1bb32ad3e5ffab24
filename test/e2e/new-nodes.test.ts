import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors, EMPTY } from '../support/editor-session';

describeInEditors(
  'a new node',
  { flows: (url) => [EMPTY, { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url }] },
  (session) => {
    const property = (node: string, name: string): Promise<unknown> =>
      session.page.evaluate(`RED.nodes.node('${node}')['${name}']`);
    const idOf = async (node: Locator): Promise<string> => (await node.getAttribute('id')) ?? '';

    it('takes the only appliance, and is valid before its form is opened', async () => {
      const { editor, page } = session;
      for (const [index, set] of ['liveview', 'distribution', 'filter', 'catalog'].entries()) {
        const id = await idOf(await editor.addNode(`activelogic-${set}`, { x: 200, y: 80 + 60 * index }));
        assert.equal(await property(id, 'appliance'), 'lab', set);
        if (set === 'liveview' || set === 'catalog') assert.equal(await property(id, 'valid'), true, set);
      }
      assert.equal(await page.evaluate(`RED.nodes.node('lab').users.length`), 4);
    });

    it('stays unchanged when imported', async () => {
      const { page } = session;
      await page.evaluate(`RED.view.importNodes([
        { id: 'pasted', type: 'activelogic-liveview', z: 'tab', name: '', appliance: '', x: 100, y: 100, wires: [[]] },
      ], { notify: false })`);
      await page.mouse.move(700, 500);
      await page.mouse.click(700, 500);
      assert.equal(await property('pasted', 'appliance'), '');
    });

    it('has no appliance where there are several; a builder takes that of the liveview node behind it', async () => {
      const { editor, page } = session;
      await page.evaluate(`RED.nodes.import([
        { id: 'far', type: 'activelogic-appliance', name: 'Far', url: 'ws://127.0.0.1:1/view' },
      ]); RED.nodes.node('far').changed = true`);
      const filter = await editor.addNode('activelogic-filter', { x: 150, y: 400 });
      const distribution = await editor.addNode('activelogic-distribution', { x: 350, y: 400 });
      const live = await editor.addNode('activelogic-liveview', { x: 560, y: 400 });
      const [first, second] = [await idOf(filter), await idOf(distribution)];
      assert.equal(await property(first, 'appliance'), '');
      assert.equal(await property(await idOf(live), 'valid'), false);
      await editor.wire(filter, distribution);
      await editor.wire(distribution, live);
      assert.equal(await property(first, 'appliance'), '');
      await editor.open(live);
      await page.locator('#node-input-appliance').selectOption({ label: 'Far' });
      await editor.done();
      assert.deepEqual(
        [await property(first, 'appliance'), await property(second, 'appliance')],
        ['far', 'far'],
      );
      const third = await editor.addNode('activelogic-filter', { x: 350, y: 480 });
      await editor.wire(third, live);
      assert.equal(await property(await idOf(third), 'appliance'), 'far');
    });

    it('a stored builder without an appliance stays so, and suggests what the appliance of its liveview node has', async () => {
      const { editor, page } = session;
      await page.evaluate(`RED.nodes.import([
        { id: 'old', type: 'activelogic-distribution', z: 'tab', name: '', appliance: '', distribution: 'Service',
          arg: '', x: 700, y: 80, wires: [['behind']] },
        { id: 'behind', type: 'activelogic-liveview', z: 'tab', name: '', appliance: 'lab', x: 700, y: 160, wires: [[]],
          distributions: [{ name: 'Local Host' }], filters: [], columns: [] },
      ]); RED.view.redraw(true)`);
      await editor.open(page.locator('[id="old"]'));
      await page
        .getByRole('status')
        .filter({ hasText: /live from/ })
        .waitFor();
      await editor.done();
      assert.equal(await property('old', 'appliance'), '');
    });
  },
);
