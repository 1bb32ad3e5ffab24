interface Tab {
  /** The id of the form's part that this tab shows. */
  id: string;
  icon: string;
  label: string;
}

/** Makes a `<ul>` the tabs of a form, and shows one of its parts at a time; `shown` is called after each change. */
export function addTabs(element: JQuery, shown: () => void, tabs: readonly Tab[]): void {
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
}
