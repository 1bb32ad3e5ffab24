import type { Distribution } from '../lib/protocol/frames';
import { columnPicker, type ColumnPicker } from './widgets/column-picker';
import { distributionList } from './widgets/distribution-list';
import { distributionsProblem } from './rules/distributions';
import { fieldText, leaveAbsent, showDefaults, trimField } from './widgets/fields';
import { fillHeight, heightLeft } from './widgets/fill-height';
import { filterList } from './widgets/filter-list';
import { liveviewLabel } from './rules/labels';
import { DEFAULT_MEASUREMENT } from '../lib/items/measurement';
import { toCurrent } from '../migrations/steps';
import { filtersProblem, type StoredFilter } from './rules/filters';
import { measurementProblem } from './rules/measurement-rule';
import { cleanNames, columnsProblem, isBlank } from './rules/names';
import { addApplianceKnowledge, follow } from './widgets/knowledge-line';
import { numberProblem, readNumber } from './rules/number-rule';
import { type RowList, ROWS_CHANGED } from './widgets/row-list';
import { keepIfSame } from './rules/stored';
import { type ListName, type Place } from './preview/place';
import { Preview } from './preview/preview';
import { addStyle } from './widgets/style';
import { addTabs, type FormTabs } from './widgets/tabs';
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
  origin: boolean;
  measurement: string;
  interval: unknown;
  autostart: boolean;
}

/** The lists of the open dialog. */
let lists: {
  distributions: RowList<Distribution>;
  filters: RowList<StoredFilter>;
  columns: ColumnPicker;
};

/** Where the lists are. */
const TABS: Readonly<Record<ListName, string>> = {
  distributions: 'activelogic-liveview-view',
  filters: 'activelogic-liveview-view',
  columns: 'activelogic-liveview-columns-tab',
};

/** The properties that the first release did not have, and what counts where a flow has none. */
const ADDED = { origin: false, measurement: DEFAULT_MEASUREMENT };

let preview: Preview | undefined;

function closePreview(): void {
  preview?.close();
  preview = undefined;
}

/** A preview of what is filled in, which says what is wrong with it in the lists. */
function addPreview(form: JQuery, tabs: FormTabs, id: string): Preview {
  const added = new Preview($('#activelogic-liveview-preview'), {
    id,
    read: () => ({
      appliance: fieldText($('#node-input-appliance')),
      form: {
        distributions: lists.distributions.read(),
        filters: lists.filters.read(),
        columns: lists.columns.read(),
        expand: $('#node-input-expand').prop('checked') === true,
      },
    }),
    mark({ list, row, field }: Place, words: string) {
      lists[list].mark(row, words, field);
      tabs.mark(TABS[list], words);
    },
    unmark() {
      for (const list of Object.keys(TABS) as ListName[]) {
        lists[list].unmark();
        tabs.mark(TABS[list], undefined);
      }
    },
    reveal({ list, row, field }: Place) {
      tabs.show(TABS[list]);
      lists[list].reveal(row, field);
    },
    resized: resize,
  });
  // Whatever is done to the form: the preview finds out whether it means another view.
  form.on(`input change click keyup ${ROWS_CHANGED}`, () => {
    added.changed();
  });
  return added;
}

/** Shows what the selected shape needs beside it. */
function followShape(): void {
  const shape = $('#node-input-shape');
  const show = (): void => {
    $('#node-input-origin')
      .closest('.form-row')
      .toggle(shape.val() === 'rows');
    $('#node-input-measurement')
      .closest('.form-row')
      .toggle(shape.val() === 'points');
  };
  shape.on('change', show);
  show();
}

/** The height that the form last had, for what changes later: the tab, or the rows of another list. */
let height = 0;

function resize(): void {
  if (height === 0) return;
  preview?.resize(height);
  const rows = $('#dialog-form > .form-row, #dialog-form > .activelogic-tab > .form-row');
  const filters = $('#activelogic-liveview-filters');
  if (filters.closest('.red-ui-editableList').is(':visible')) fillHeight(filters, rows, height);
  const columns = lists.columns.list;
  if (columns.is(':visible')) columns.css('max-height', heightLeft(columns, rows, height));
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
    origin: { value: false },
    measurement: {
      value: DEFAULT_MEASUREMENT,
      label: text('liveview:liveview.label.measurement'),
      validate: validator((value, { shape }) => measurementProblem(value, shape, text)),
    },
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
    if (this.shape === 'points')
      return text(item ? 'liveview:liveview.port.point' : 'liveview:liveview.port.points');
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
      ...ADDED,
      interval: 0,
      autostart: true,
    });
    followShape();
    const form = $('#dialog-form');
    const knowledge = addApplianceKnowledge($('#activelogic-liveview-knowledge'));
    lists = {
      distributions: distributionList(
        $('#activelogic-liveview-distributions'),
        stored.distributions ?? [{ name: 'Local Host' }],
        knowledge,
        resize,
      ),
      filters: filterList($('#activelogic-liveview-filters'), stored.filters ?? [], knowledge),
      columns: columnPicker($('#activelogic-liveview-columns'), stored.columns ?? [], knowledge),
    };
    // The line that says where suggestions come from may get longer than one.
    follow(knowledge, $('#activelogic-liveview-knowledge'), resize);
    const tabs = addTabs($('#activelogic-liveview-tabs'), resize, [
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
    closePreview();
    preview = addPreview(form, tabs, this.id);
  },
  oneditsave() {
    closePreview();
    storeCurrent('activelogic-liveview', this);
    trimField('node-input', 'name');
    trimField('node-input', 'measurement');
    leaveAbsent(this, 'node-input', ADDED);
    const stored = this as Partial<Liveview>;
    this.distributions = keepIfSame(stored.distributions, lists.distributions.read());
    this.filters = keepIfSame(stored.filters, lists.filters.read());
    this.columns = keepIfSame(stored.columns, cleanNames(lists.columns.read()));
    this.interval = readNumber(fieldText($('#node-input-interval')), this.interval);
  },
  oneditcancel: closePreview,
  oneditdelete: closePreview,
  oneditresize(size) {
    height = size.height;
    resize();
  },
});
