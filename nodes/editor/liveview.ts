import type { Distribution } from '../lib/protocol/frames';
import { columnList } from './widgets/column-list';
import { distributionList } from './widgets/distribution-list';
import { distributionsProblem } from './rules/distributions';
import { fieldText, showDefaults, trimField } from './widgets/fields';
import { fillHeight } from './widgets/fill-height';
import { filterList } from './widgets/filter-list';
import { liveviewLabel } from './rules/labels';
import { toCurrent } from '../migrations/steps';
import { filtersProblem, type StoredFilter } from './rules/filters';
import { cleanNames, columnsProblem, isBlank } from './rules/names';
import { numberProblem, readNumber } from './rules/number-rule';
import type { RowList } from './widgets/row-list';
import { keepIfSame } from './rules/stored';
import { addStyle } from './widgets/style';
import { addTabs } from './widgets/tabs';
import { text } from './text';
import { validator } from './rules/validator';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Liveview {
  name: string;
  appliance: string;
  distributions: Distribution[];
  filters: StoredFilter[];
  columns: string[];
  expand: boolean;
  output: string;
  shape: string;
  interval: unknown;
  autostart: boolean;
}

/** The lists of the open dialog. */
let lists: {
  distributions: RowList<Distribution>;
  filters: RowList<StoredFilter>;
  columns: RowList<string>;
};

/** The height that the form last had, for what changes later: the tab, or the rows of another list. */
let height = 0;

function resize(): void {
  if (height === 0) return;
  const rows = $('#dialog-form > .form-row, #dialog-form > .activelogic-tab > .form-row');
  for (const id of ['filters', 'columns']) {
    const list = $(`#activelogic-liveview-${id}`);
    if (list.closest('.red-ui-editableList').is(':visible')) fillHeight(list, rows, height);
  }
}

RED.nodes.registerType<Liveview>('activelogic-liveview', {
  category: 'ActiveLogic',
  color: '#52A9B6',
  icon: 'liveview.svg',
  defaults: versioned<Liveview>('activelogic-liveview', {
    name: { value: '' },
    appliance: {
      value: '',
      type: 'activelogic-appliance',
      required: true,
      label: text('liveview:liveview.label.appliance'),
    },
    distributions: {
      value: [{ name: 'Local Host' }],
      validate: validator((value) => distributionsProblem(value, text)),
    },
    filters: { value: [], validate: validator((value) => filtersProblem(value, text)) },
    columns: { value: [], validate: validator((value) => columnsProblem(value, text)) },
    expand: { value: true },
    output: { value: 'update' },
    shape: { value: 'tree' },
    interval: {
      value: 0,
      label: text('liveview:liveview.label.interval'),
      validate: validator((value) => numberProblem(value, { min: 0 }, text)),
    },
    autostart: { value: true },
  }),
  inputs: 1,
  outputs: 1,
  inputLabels: () => text('liveview:liveview.port.input'),
  outputLabels() {
    const item = this.output === 'item';
    if (this.shape === 'rows')
      return text(item ? 'liveview:liveview.port.row' : 'liveview:liveview.port.rows');
    return text(item ? 'liveview:liveview.port.item' : 'liveview:liveview.port.items');
  },
  paletteLabel: () => text('liveview:liveview.palette'),
  label() {
    const label = liveviewLabel(toCurrent('activelogic-liveview', this), text);
    return this.name || label || text('liveview:liveview.palette');
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    addStyle();
    const stored = showCurrent<Liveview>('activelogic-liveview', this, 'node-input');
    height = 0;
    showDefaults(stored, 'node-input', {
      expand: true,
      output: 'update',
      shape: 'tree',
      interval: 0,
      autostart: true,
    });
    const form = $('#dialog-form');
    lists = {
      distributions: distributionList(
        $('#activelogic-liveview-distributions'),
        form,
        stored.distributions ?? [{ name: 'Local Host' }],
        resize,
      ),
      filters: filterList($('#activelogic-liveview-filters'), form, stored.filters ?? []),
      columns: columnList($('#activelogic-liveview-columns'), form, stored.columns ?? []),
    };
    addTabs($('#activelogic-liveview-tabs'), resize, [
      { id: 'activelogic-liveview-view', icon: 'fa fa-eye', label: text('liveview:liveview.tab.view') },
      {
        id: 'activelogic-liveview-columns-tab',
        icon: 'fa fa-columns',
        label: text('liveview:liveview.tab.columns'),
      },
      {
        id: 'activelogic-liveview-output',
        icon: 'fa fa-sign-out',
        label: text('liveview:liveview.tab.output'),
      },
    ]);
  },
  oneditsave() {
    storeCurrent('activelogic-liveview', this);
    trimField('node-input', 'name');
    const stored = this as Partial<Liveview>;
    this.distributions = keepIfSame(stored.distributions, lists.distributions.read());
    this.filters = keepIfSame(stored.filters, lists.filters.read());
    this.columns = keepIfSame(stored.columns, cleanNames(lists.columns.read()));
    this.interval = readNumber(fieldText($('#node-input-interval')), this.interval);
  },
  oneditresize(size) {
    height = size.height;
    resize();
  },
});
