import type { CatalogAnswer } from '../../admin/api';
import type { Catalog } from '../../../lib/protocol/frames';
import type { Answer, Pending } from '../requests/admin';
import { isForbidden, refusalText } from '../requests/refused-requests';
import { problemText } from '../requests/problem-text';
import { hasVariable } from '../../../lib/settings/variables';
import type { Translate } from '../translate';

/** What is known of one appliance. While it is asked again, its last catalogue stays valid. */
export interface Known {
  state: 'asking' | 'live' | 'documented';
  /** The appliance's label in the editor. */
  label: string;
  catalog?: Catalog;
  /** Why there is no catalogue, if the user should know. */
  reason?: string;
}

/** Asks appliances, and knows them as the editor has them. */
export interface Appliances {
  request: (id: string, done: (answer: Answer<CatalogAnswer>) => void) => Pending;
  label: (id: string) => string;
  /** Changes when the appliance is edited. */
  version: (id: string) => string;
}

interface Asked extends Known {
  version: string;
  /** The request was cancelled. */
  givenUp?: boolean;
  pending?: Pending | undefined;
}

/**
 * What an open form knows of its appliances: usually one; several if updates of several come together. It asks for
 * their catalogues, and asks again when an appliance is edited. It cancels requests that it no longer needs.
 */
export class Knowledge {
  private readonly asked = new Map<string, Asked>();
  private readonly followers = new Set<() => void>();
  private selected: readonly string[] = [];

  constructor(
    private readonly appliances: Appliances,
    private readonly t: Translate,
  ) {}

  /** Of the selected appliances, in order. */
  get known(): Known[] {
    return this.selected.flatMap((id) => this.asked.get(id) ?? []);
  }

  /** The catalogue of a selected appliance; by default, of the first. */
  catalog(id = this.selected[0]): Catalog | undefined {
    return id !== undefined && this.selected.includes(id) ? this.asked.get(id)?.catalog : undefined;
  }

  /** Selects appliances by id, and asks those that were not asked in their current version. */
  select(ids: readonly string[]): void {
    for (const [id, asked] of this.asked) {
      if (ids.includes(id) || !asked.pending) continue;
      asked.pending.abort();
      asked.pending = undefined;
      asked.givenUp = true;
    }
    this.selected = [...ids];
    for (const id of ids) {
      const asked = this.asked.get(id);
      if (asked?.version !== this.appliances.version(id) || asked.givenUp === true) this.ask(id);
    }
    this.tell();
  }

  /** Asks the selected appliances again. */
  refresh(): void {
    for (const id of this.selected) this.ask(id);
    this.tell();
  }

  /**
   * Calls back on every change.
   *
   * @returns a function that stops it
   */
  follow(changed: () => void): () => void {
    this.followers.add(changed);
    return () => this.followers.delete(changed);
  }

  /** Cancels all requests. */
  close(): void {
    this.followers.clear();
    this.select([]);
  }

  private ask(id: string): void {
    const earlier = this.asked.get(id);
    earlier?.pending?.abort();
    const version = this.appliances.version(id);
    const label = this.appliances.label(id);
    if (hasVariable(id)) {
      const reason = this.t('appliance:common.suggestions.variable');
      this.asked.set(id, { state: 'documented', label, version, reason });
      return;
    }
    // After an edit, the old catalogue may be from a different appliance.
    const catalog = earlier?.version === version ? earlier.catalog : undefined;
    const asked: Asked = { state: 'asking', label, version, ...(catalog ? { catalog } : {}) };
    this.asked.set(id, asked);
    // The answer may come at once.
    const pending = this.appliances.request(id, (answer) => {
      if (this.asked.get(id) !== asked || asked.givenUp === true) return;
      this.asked.set(id, { ...this.read(answer), label, version });
      this.tell();
    });
    if (this.asked.get(id) === asked) asked.pending = pending;
  }

  private read(answer: Answer<CatalogAnswer>): Omit<Known, 'label'> {
    if ('body' in answer) {
      const { body } = answer;
      return 'catalog' in body
        ? { state: 'live', catalog: body.catalog }
        : { state: 'documented', reason: problemText(body.error, this.t) };
    }
    const { status } = answer;
    // Without the permission to ask, documented names are normal, so there is no reason to show.
    if (isForbidden(status)) return { state: 'documented' };
    return { state: 'documented', reason: this.t(refusalText(status), { status }) };
  }

  private tell(): void {
    for (const changed of this.followers) changed();
  }
}

/** The line that says where suggestions come from. `none` is the reason if no appliance is selected. */
export function knowledgeLine(known: readonly Known[], none: string, t: Translate): string {
  const live = known.filter(({ state }) => state === 'live');
  if (live.length > 0) {
    return t('appliance:common.suggestions.live', { appliances: live.map(systemName).join(', ') });
  }
  const asking = known.filter(({ state }) => state === 'asking');
  if (asking.length > 0) {
    const appliances = asking.map(({ label }) => label).join(', ');
    return t('appliance:common.suggestions.asking', { appliances });
  }
  const reason = known.length === 0 ? none : known.find((each) => each.reason !== undefined)?.reason;
  return reason === undefined
    ? t('appliance:common.suggestions.documented')
    : t('appliance:common.suggestions.documentedBecause', { reason });
}

function systemName({ catalog, label }: Known): string {
  const { name = label, firmware } = catalog?.system ?? {};
  return firmware === undefined ? name : `${name} (${firmware})`;
}
