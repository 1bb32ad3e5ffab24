import type { Marker } from '../../dialog/widgets/row-mark';

interface Tab {
  /** The id of the part that this tab shows. */
  id: string;
  icon: string;
  label: string;
}

export interface FormTabs {
  show: (id: string) => void;
  /** Marks a tab with a problem behind it. Without words, removes what the same marker said. */
  mark: (id: string, marker: Marker, words: string | undefined) => void;
}

/** Turns a `<ul>` into the tabs of a form and shows one part at a time. `shown` is called after each change. */
export function addTabs(element: JQuery, shown: () => void, tabs: readonly Tab[]): FormTabs {
  const bar = RED.tabs.create({
    element,
    onchange(tab) {
      const active = (tab as unknown as Tab).id;
      for (const { id } of tabs) $(`#${id}`).toggle(id === active);
      shown();
    },
  });
  tabs.forEach(({ id, icon, label }, index) => {
    bar.addTab({ id, iconClass: icon, label }, index);
  });
  // Node-RED's tabs take the focus but listen to the mouse only.
  element.on('keydown', 'a', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    bar.activateTab($(event.currentTarget as HTMLElement));
  });
  return {
    show(id) {
      bar.activateTab(id);
    },
    mark(id, marker, words) {
      const link = element.find(`a[href='#${id}']`);
      link.children(`[data-marker='${marker}']`).remove();
      if (words === undefined) return;
      $('<i>', {
        'data-marker': marker,
        class: 'fa fa-exclamation-triangle activelogic-tab-wrong',
        role: 'img',
      })
        .attr({ 'aria-label': words, title: words })
        .appendTo(link);
    },
  };
}
