import type { NodeAPI } from 'node-red';
import type { Condition } from '../../lib/alert/condition';
import type { UpdateMessage } from '../../lib/alert/source';
import type { Located } from '../../lib/alert/update-items';
import type { Clock } from '../../lib/clock';
import { Deadline } from '../../lib/deadline';
import { LiveViewError } from '../../lib/errors';
import { isObject } from '../../lib/is-object';
import { type Look, lookOfError, lookOfView, WAITING } from '../runtime/status';
import { type ViewState, viewStates } from '../runtime/view-states';

/** If the node has no alarm for silence, its status reports silence after this time, s. */
const SILENT_AFTER = 60;

/**
 * Knows what an alert node sees, and what keeps it from seeing. The node's status is green only while it looks and
 * finds nothing. Each problem is reported as an error once, and again only after it has been gone.
 */
export class Sight {
  private readonly columns: readonly string[];
  /** s */
  private readonly silentAfter: number;
  /** The ids of the liveview nodes in this runtime. Their states say when there will be no more updates. */
  private readonly nodes = new Set<string>();
  /** The ids of those that should send updates, even if they have not yet. */
  private expected: readonly string[] = [];
  /** By source, like the map below. */
  private readonly failures = new Map<string, Error>();
  /** The columns of the conditions that have no numbers, as one text. */
  private readonly absent = new Map<string, string>();
  /** The error that {@link takeError} returns next. */
  private pending: LiveViewError | undefined;
  private heard = false;
  private silent = false;
  private readonly silence: Deadline;
  private readonly stopListening: () => void;

  /** @param changed called when {@link problem} may have changed without a message */
  constructor(
    private readonly RED: NodeAPI,
    { conditions, noDataFor }: { conditions: readonly Condition[]; noDataFor: number },
    clock: Clock,
    changed: () => void,
  ) {
    this.silentAfter = noDataFor > 0 ? noDataFor : SILENT_AFTER;
    this.columns = [...new Set(conditions.flatMap(({ column, of = column }) => [column, of]))];
    this.silence = new Deadline(clock, () => {
      this.silent = true;
      changed();
    });
    this.stopListening = viewStates(RED).listen(changed);
  }

  /** Call this for each message, valid or not. */
  hear({ liveview }: UpdateMessage): void {
    this.heard = true;
    this.silent = false;
    this.silence.set(this.silentAfter * 1000);
    const node = this.localNode(liveview);
    if (node !== undefined) this.nodes.add(node);
  }

  /** @param nodes the ids of the liveview nodes in this runtime that should send updates */
  expect(nodes: readonly string[]): void {
    this.expected = nodes;
  }

  /** Whether a message comes from a liveview node in this runtime. */
  isLocal({ liveview }: UpdateMessage): boolean {
    return this.localNode(liveview) !== undefined;
  }

  /** Call this for each judged update. An update without items says nothing about columns. */
  judged(items: readonly Located[], message: UpdateMessage): void {
    const source = sourceOf(message);
    this.failures.delete(source);
    this.failures.delete(NO_SOURCE);
    if (items.length === 0) return;
    const { fields } = message.liveview as { fields?: unknown };
    const absent = this.columns.filter((column) => isAbsent(column, items, fields)).join(', ');
    const before = this.absent.get(source);
    if (absent === '') this.absent.delete(source);
    else this.absent.set(source, absent);
    if (absent !== '' && absent !== before)
      this.pending = new LiveViewError('column-not-there', { columns: absent });
  }

  /** Returns the error to report for the message that was judged last, once. */
  takeError(): LiveViewError | undefined {
    const { pending } = this;
    this.pending = undefined;
    return pending;
  }

  /**
   * Call this for a message that could not be judged.
   *
   * @returns whether to report the error: not if the previous message of its source failed in the same way
   */
  failed(message: UpdateMessage, error: Error): boolean {
    const source = sourceOf(message);
    const said = this.failures.get(source)?.message === error.message;
    this.failures.set(source, error);
    return !said;
  }

  /** Forgets the failures, so that they are reported again. */
  reset(): void {
    this.failures.clear();
    this.absent.clear();
  }

  /** What keeps the node from seeing; undefined if nothing does. */
  problem(): Look | undefined {
    const views = this.views();
    if (!this.heard) return WAITING;
    const [failure] = this.failures.values();
    if (failure) return lookOfError(this.RED, failure);
    const blind = views.find((state) => 'error' in state) ?? views.find(({ phase }) => phase !== 'live');
    if (blind) return lookOfView(this.RED, blind);
    if (this.silent && views.length === 0) {
      return {
        fill: 'red',
        shape: 'ring',
        key: 'status.noUpdates',
        params: { seconds: this.silentAfter },
      };
    }
    const [columns] = this.absent.values();
    return columns === undefined
      ? undefined
      : { fill: 'yellow', shape: 'dot', key: 'status.noColumn', params: { columns } };
  }

  close(): void {
    this.silence.clear();
    this.stopListening();
  }

  private localNode(liveview: unknown): string | undefined {
    const { node } = isObject(liveview) ? liveview : {};
    return typeof node === 'string' && viewStates(this.RED).of(node) ? node : undefined;
  }

  /** The states of the views. Forgets nodes that were removed. Without the last one, the node has heard nothing. */
  private views(): ViewState[] {
    return [...new Set([...this.nodes, ...this.expected])].flatMap((node) => {
      const state = viewStates(this.RED).of(node);
      if (state) return [state];
      const wasLast = this.nodes.delete(node) && this.nodes.size === 0;
      this.failures.delete(node);
      this.absent.delete(node);
      if (wasLast) this.heard = false;
      return [];
    });
  }
}

/** The source of messages that do not say where they come from. */
const NO_SOURCE = '';

/** The liveview node's id. If the message does not have it, its view. */
function sourceOf({ liveview }: UpdateMessage): string {
  if (!isObject(liveview)) return NO_SOURCE;
  const { node, appliance, distributions, filters } = liveview;
  return typeof node === 'string' ? node : JSON.stringify([appliance, distributions, filters]);
}

/**
 * Whether no item has a number in a column. `null` is a value that is not known now. Points leave it out, so if no item
 * has the column at all, the fields of the update decide.
 */
function isAbsent(column: string, items: readonly Located[], fields: unknown): boolean {
  let known = isObject(fields) && Object.hasOwn(fields, column);
  let other = false;
  for (const { item } of items) {
    const value: unknown = item[column];
    if (typeof value === 'number') return false;
    if (value === null) known = true;
    else if (value !== undefined) other = true;
  }
  return other || !known;
}
