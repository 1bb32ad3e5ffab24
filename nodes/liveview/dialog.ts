import { ownName } from '../dialog/rules/labels';
import { problemWords } from '../dialog/rules/problem-words';
import { addressOf, text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { fieldText } from '../dialog/widgets/fields';
import { fillHeight, heightLeft, LEAST } from '../dialog/widgets/fill-height';
import { type Form, propertyOf } from '../dialog/widgets/form';
import { addApplianceKnowledge, follow } from '../dialog/widgets/knowledge-line';
import { type RowList, ROWS_CHANGED } from '../dialog/widgets/row-list';
import { columnPicker } from './dialog/column-picker';
import { distributionList } from './dialog/distribution-list';
import { filterList } from './dialog/filter-list';
import { suggestSort } from './dialog/suggest-sort';
import { liveviewLabel } from './dialog/label';
import { type ListName, type Place } from './dialog/preview/place';
import { Preview } from './dialog/preview/preview';
import { addTabs, type FormTabs } from './dialog/tabs';
import { SETTINGS } from './settings';

type Lists = Record<ListName, RowList>;

/** The tab of each list. */
const TABS: Readonly<Record<ListName, string>> = {
  distributions: 'activelogic-liveview-view',
  filters: 'activelogic-liveview-view',
  columns: 'activelogic-liveview-columns-tab',
};

const TABS_OF_FORM = [
  { id: 'activelogic-liveview-view', icon: 'fa fa-eye', label: 'liveview:liveview.tab.view' },
  { id: 'activelogic-liveview-columns-tab', icon: 'fa fa-columns', label: 'liveview:liveview.tab.columns' },
  { id: 'activelogic-liveview-output', icon: 'fa fa-sign-out', label: 'liveview:liveview.tab.output' },
] as const;

/** Adds a preview of the form's view. It marks problems in the lists. */
function addPreview(form: Form, lists: Lists, tabs: FormTabs, resized: () => void): Preview {
  const added = new Preview($('#activelogic-liveview-preview'), {
    id: form.node.id,
    read: () => ({
      appliance: fieldText(form.field('appliance')),
      config: form.config(),
      problems: form.problems(),
    }),
    mark(place, words) {
      for (const list of Object.keys(TABS) as ListName[]) {
        const isThere = place?.list === list;
        lists[list].complain('appliance', isThere ? [{ ...place, words }] : []);
        if (!isThere) tabs.mark(TABS[list], 'appliance', undefined);
      }
      if (place) tabs.mark(TABS[place.list], 'appliance', words);
    },
    reveal({ list, row, field }: Place) {
      tabs.show(TABS[list]);
      lists[list].reveal(row, field);
    },
    resized,
  });
  // Any change to the form may change the view, so let the preview check.
  $('#dialog-form').on(`input change click keyup ${ROWS_CHANGED}`, () => {
    added.changed();
  });
  return added;
}

/** Shows the fields that the selected shape uses. */
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

/** Hides the choice that only an interval uses. A stored choice other than the default stays visible. */
function followInterval(): void {
  const interval = $('#node-input-interval');
  const over = $('#node-input-over');
  const show = (): void => {
    const value = fieldText(interval).trim();
    const hasInterval = value !== '' && Number(value) !== 0;
    over.closest('.form-row').toggle(hasInterval || over.val() !== 'newest');
  };
  interval.on('input change', show);
  show();
}

function build(form: Form): void {
  followShape();
  followInterval();

  const resize = (): void => {
    form.layOut();
  };
  form.onLayout((height) => {
    const rows = $('#dialog-form > .form-row, #dialog-form > .activelogic-tab > .form-row');
    const filters = $('#activelogic-liveview-filters');
    const columns = $('#activelogic-liveview-columns .activelogic-picker-list');
    // The preview leaves room for at least one row of the list.
    filters.editableList('height', LEAST);
    columns.css('max-height', LEAST);
    preview.resize(height, heightLeft($('#activelogic-liveview-preview'), rows, height));
    if (filters.closest('.red-ui-editableList').is(':visible')) fillHeight(filters, rows, height);
    if (columns.is(':visible')) columns.css('max-height', heightLeft(columns, rows, height));
  });

  const knowledge = addApplianceKnowledge($('#activelogic-liveview-knowledge'));
  const { distributions, filters, columns } = form.node;
  const lists: Lists = {
    distributions: distributionList(
      $('#activelogic-liveview-distributions'),
      distributions,
      knowledge,
      resize,
    ),
    filters: filterList($('#activelogic-liveview-filters'), filters, knowledge),
    columns: columnPicker($('#activelogic-liveview-columns'), columns, knowledge),
  };
  for (const list of Object.keys(lists) as ListName[]) form.own(list, lists[list]);
  suggestSort(
    form.field('sort'),
    $('#activelogic-liveview-sort'),
    $('#activelogic-liveview-columns, #activelogic-liveview-distributions'),
    () => ({ distributions: lists.distributions.entries(), columns: lists.columns.entries() }),
    knowledge,
  );
  // The line about the suggestions may wrap and get higher.
  follow(knowledge, $('#activelogic-liveview-knowledge'), resize);
  const tabs = addTabs(
    $('#activelogic-liveview-tabs'),
    resize,
    TABS_OF_FORM.map(({ id, icon, label }) => ({ id, icon, label: text(label) })),
  );
  form.onJudged((problems) => {
    for (const { id } of TABS_OF_FORM) {
      const behind = problems.filter(({ at }) => form.elementOf(propertyOf(at)).closest(`#${id}`).length > 0);
      tabs.mark(id, 'settings', behind[0] && problemWords(behind[0]));
    }
  });
  const preview = addPreview(form, lists, tabs, resize);
  form.onClose(() => {
    preview.close();
  });
}

const life = dialog(SETTINGS, build);

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-liveview', {
  category: 'ActiveLogic',
  // One node describes the category for all.
  categoryDescription: addressOf('liveview:liveview.category'),
  color: '#52A9B6',
  icon: 'liveview.svg',
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
    const { name, distributions, filters } = this;
    return (
      ownName(name) ||
      liveviewLabel({ distributions, filters }, text) ||
      text('liveview:liveview.node.untitled')
    );
  },
  defaults: life.defaults,
  labelStyle: life.labelStyle,
  onadd: life.onadd,
  oneditprepare: life.oneditprepare,
  oneditsave: life.oneditsave,
  oneditcancel: life.oneditcancel,
  oneditdelete: life.oneditdelete,
  oneditresize: life.oneditresize,
});
