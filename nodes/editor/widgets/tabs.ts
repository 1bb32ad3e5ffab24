interface Tab {
  /** The id of the form's part that this tab shows. */
  id: string;
  icon: string;
  label: string;
}

/** The tabs of a form. */
export interface FormTabs {
  show: (id: string) => void;
  /** Marks a tab behind which something is wrong; nothing takes the mark back. */
  mark: (id: string, words: string | undefined) => void;
}

/** Makes a `<ul>` the tabs of a form, and shows one of its parts at a time; `shown` is called after each change. */
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
  // Node-RED's tabs only listen to the mouse, though they take the focus.
  element.on('keydown', 'a', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    bar.activateTab($(event.currentTarget as HTMLElement));
  });
  return {
    show(id) {
      bar.activateTab(id);
    },
    mark(id, words) {
      const link = element.find(`a[href='#${id}']`);
      link.children('.activelogic-tab-wrong').remove();
      if (words === undefined) return;
      $('<i>', { class: 'fa fa-exclamation-triangle activelogic-tab-wrong', role: 'img' })
        .attr({ 'aria-label': words, title: words })
        .appendTo(link);
    },
  };
}
