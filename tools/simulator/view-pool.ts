import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Table } from './table';
import { View } from './view';

/** The open views. Clients with the same definition share a view, so that it is computed once. */
export class ViewPool {
  private readonly entries = new Map<string, { view: View; users: number }>();

  constructor(private readonly table: Table) {}

  /** @throws Refusal */
  acquire(definition: ViewDefinition): View {
    const key = JSON.stringify(definition);
    const entry = this.entries.get(key) ?? { view: new View(this.table, definition), users: 0 };
    entry.users += 1;
    this.entries.set(key, entry);
    return entry.view;
  }

  release(view: View): void {
    const key = JSON.stringify(view.definition);
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.users -= 1;
    if (entry.users === 0) this.entries.delete(key);
  }
}
