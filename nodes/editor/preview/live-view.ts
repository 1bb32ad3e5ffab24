import type { PreviewLine, PreviewRequest, Problem } from '../../admin/api';
import type { Pending } from '../appliances/admin';

export type Update = Extract<PreviewLine, { type: 'update' }>;

/** What is known of the view that was asked for last. */
export type LiveState =
  | { kind: 'off' }
  /** Asked for; nothing has come yet. */
  | { kind: 'waiting' }
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** It goes on by itself. */
  | { kind: 'lost'; problem: Problem }
  /** It stays so until another view is asked for. */
  | { kind: 'refused'; problem: Problem }
  | { kind: 'ended'; seconds: number }
  /** The runtime did not do it, or has gone, with the HTTP status of its answer; 0: nobody answered. */
  | { kind: 'turnedDown'; status: number };

/** Asks for one view, see `requestPreview`. */
export type Ask = (
  appliance: string,
  request: PreviewRequest,
  line: (line: PreviewLine) => void,
  ended: (status: number) => void,
) => Pending;

/**
 * The one view that a preview shows. When another is asked for, the one before is kept open, unheard, until the
 * runtime has the new one: so it can serve both from one connection to the appliance.
 */
export class LiveView {
  #current: Pending | undefined;
  #former: Pending | undefined;
  #live = false;
  /** Makes what an abandoned request still says inert. */
  #generation = 0;

  constructor(
    private readonly ask: Ask,
    private readonly listener: { state(state: LiveState): void; update(update: Update): void },
  ) {}

  /** Whether what came last was an update. */
  get isLive(): boolean {
    return this.#live;
  }

  show(appliance: string, request: PreviewRequest): void {
    const generation = ++this.#generation;
    const isCurrent = (): boolean => generation === this.#generation;
    let last = false;
    if (this.#former) this.#current?.abort();
    else this.#former = this.#current;
    this.#current = undefined;
    this.#tell({ kind: 'waiting' });
    const pending = this.ask(
      appliance,
      request,
      (line) => {
        if (!isCurrent()) return;
        this.#leaveFormer();
        last = (line.type === 'error' && line.final) || line.type === 'end';
        this.#read(line);
      },
      (status) => {
        if (!isCurrent()) return;
        this.#leaveFormer();
        this.#current = undefined;
        if (!last) this.#tell({ kind: 'turnedDown', status: status === 200 ? 0 : status });
      },
    );
    if (isCurrent()) this.#current = pending;
  }

  /** Ends whatever is open, at once. */
  close(): void {
    this.#generation++;
    this.#current?.abort();
    this.#current = undefined;
    this.#leaveFormer();
    this.#tell({ kind: 'off' });
  }

  #tell(state: LiveState): void {
    this.#live = state.kind === 'live';
    this.listener.state(state);
  }

  #leaveFormer(): void {
    this.#former?.abort();
    this.#former = undefined;
  }

  #read(line: PreviewLine): void {
    switch (line.type) {
      case 'connecting':
        this.#tell({ kind: 'connecting' });
        break;
      case 'update':
        this.#tell({ kind: 'live' });
        this.listener.update(line);
        break;
      case 'error':
        this.#tell({ kind: line.final ? 'refused' : 'lost', problem: line.error });
        break;
      case 'end':
        this.#tell({ kind: 'ended', seconds: line.seconds });
    }
  }
}
