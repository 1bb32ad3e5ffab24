/**
 * Puts the children of `parent` into this order without taking the one that has the focus out, because a row that is
 * moved loses it. All of `rows` come in; what else is in `parent` is taken out before.
 */
export function placeRows(parent: HTMLElement, rows: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(rows);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  place(parent, rows.slice(0, Math.max(0, focused)), parent.firstChild);
  place(
    parent,
    rows.slice(focused + 1),
    focused < 0 ? parent.firstChild : (rows[focused]?.nextSibling ?? null),
  );
}

function place(parent: HTMLElement, rows: readonly HTMLElement[], from: ChildNode | null): void {
  let next = from;
  for (const row of rows) {
    if (row === next) next = next.nextSibling;
    else parent.insertBefore(row, next);
  }
}
