import type { PreviewLine, PreviewRequest, Problem } from '../../../admin/api';
import type { Pending } from '../../../dialog/requests/admin';

export type UpdateLine = Extract<PreviewLine, { type: 'update' }>;

/** The state of the view that was requested last. */
export type LiveState =
  | { kind: 'off' }
  /** Requested; nothing has arrived. */
  | { kind: 'waiting' }
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** It recovers by itself. */
  | { kind: 'lost'; problem: Problem }
  /** It stays refused until another view is requested. */
  | { kind: 'refused'; problem: Problem }
  | { kind: 'ended'; seconds: number }
  /** The runtime rejected the request or went away. `status` is the HTTP status; 0 means no answer. */
  | { kind: 'turnedDown'; status: number };

/** Requests one view: see `requestPreview`. */
export type Ask = (
  appliance: string,
  request: PreviewRequest,
  line: (line: PreviewLine) => void,
  ended: (status: number) => void,
) => Pending;

/**
 * The view of a preview. When another view is requested, the old request stays open, ignored, until the runtime has the
 * new one. So the runtime can serve both from one connection to the appliance.
 */
export class LiveView {
  private current: Pending | undefined;
  private former: Pending | undefined;
  private live = false;
  /** Answers to an older generation are ignored. */
  private generation = 0;

  constructor(
    private readonly ask: Ask,
    private readonly listener: { state(state: LiveState): void; update(update: UpdateLine): void },
  ) {}

  /** Whether the last line was an update. */
  get isLive(): boolean {
    return this.live;
  }

  show(appliance: string, request: PreviewRequest): void {
    const generation = ++this.generation;
    const isCurrent = (): boolean => generation === this.generation;
    let last = false;
    if (this.former) this.current?.abort();
    else this.former = this.current;
    this.current = undefined;
    this.tell({ kind: 'waiting' });
    const pending = this.ask(
      appliance,
      request,
      (line) => {
        if (!isCurrent()) return;
        this.leaveFormer();
        last = (line.type === 'error' && line.final) || line.type === 'end';
        this.read(line);
      },
      (status) => {
        if (!isCurrent()) return;
        this.leaveFormer();
        this.current = undefined;
        if (!last) this.tell({ kind: 'turnedDown', status: status === 200 ? 0 : status });
      },
    );
    if (isCurrent()) this.current = pending;
  }

  /** Ends all open requests at once. */
  close(): void {
    this.generation++;
    this.current?.abort();
    this.current = undefined;
    this.leaveFormer();
    this.tell({ kind: 'off' });
  }

  private tell(state: LiveState): void {
    this.live = state.kind === 'live';
    this.listener.state(state);
  }

  private leaveFormer(): void {
    this.former?.abort();
    this.former = undefined;
  }

  private read(line: PreviewLine): void {
    switch (line.type) {
      case 'connecting':
        this.tell({ kind: 'connecting' });
        break;
      case 'update':
        this.tell({ kind: 'live' });
        this.listener.update(line);
        break;
      case 'error':
        this.tell({ kind: line.final ? 'refused' : 'lost', problem: line.error });
        break;
      case 'end':
        this.tell({ kind: 'ended', seconds: line.seconds });
    }
  }
}
