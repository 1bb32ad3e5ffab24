/**
 * Puts the children of `parent` in this order without moving the focused one, because moving it would lose
 * the focus. Children that are not in `rows` are removed.
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
