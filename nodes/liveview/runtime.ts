import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { isAgain } from '../runtime/chain';
import { onFlowsStarted } from '../runtime/flows-started';
import type { StatusLine } from '../runtime/status';
import { failure } from '../runtime/text';
import { type ViewState, viewStates } from '../runtime/view-states';
import type { Clock } from '../../lib/clock';
import { Deadline } from '../../lib/deadline';
import { LiveViewError } from '../../lib/errors';
import type { FeedPool } from '../../lib/feed/pool';
import { isSameUpdate, type Stamp, type Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { isPassingRefusal, isRefusal } from '../../lib/socket/failure';
import { composeMessages, type MessageFormat } from './messages';
import { NewestUpdate } from './newest';
import { OneUpdate } from './one-update';
import type { Batch, Outlet } from './outlet';
import { UpdateQueue } from './queue';
import { ReportLimit } from './report-limit';
import type { Sent, SentUpdates } from './sent';
import type { OVER_CHOICES } from './settings';
import { storedView, ViewName } from './view-name';
import { type FormView, mergeView, readViewRequest } from './view-request';
import type { Turns } from './turns';
import { ViewSwitch } from './view-switch';
import { UpdateWindow } from './window';

export interface LiveviewSettings {
  /** The pool of the current appliance node. */
  pool: () => FeedPool;
  form: FormView;
  format: MessageFormat;
  /** ms */
  interval: number;
  over: (typeof OVER_CHOICES)[number];
  autostart: boolean;
}

export interface RequestMessage extends NodeMessage {
  view?: unknown;
  action?: unknown;
}

/**
 * How long after the start of the flows the form's view opens, ms. A message that arrives before then can name another
 * view.
 */
const AUTOSTART_DELAY = 100;

/** A liveview node at work: takes messages, opens and closes views, sends updates. */
export class LiveviewRuntime {
  private readonly outlet: Outlet;
  private readonly views: ViewSwitch;
  private readonly autostart: Deadline;
  private readonly forgetFlows: () => void;
  private forgetReturn: () => unknown = () => undefined;
  private readonly reports: ReportLimit;
  private readonly viewName: ViewName;
  private one: OneUpdate | undefined;
  /** The stamp of the last update passed on; none after the view closed. */
  private offered: Stamp | undefined;
  private sequence = 0;
  /** The view has had no update since it opened or was lost. */
  private away = true;
  /** A message has chosen the view. */
  private asked = false;
  /** The last update had no column to sort by, and the node has warned. */
  private unsorted = false;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly status: StatusLine,
    private readonly settings: LiveviewSettings,
    private readonly sent: SentUpdates,
    clock: Clock,
    turns: Turns,
  ) {
    this.reports = new ReportLimit(clock);
    this.viewName = new ViewName(settings.form, storedView(RED, node));
    this.outlet = this.openOutlet(clock, turns);
    this.views = new ViewSwitch(settings.pool, {
      update: (update, view) => {
        this.back(update, view);
        if (this.isOffered(update)) return;
        this.offered = update.stamp;
        this.outlet.offer(update, view);
      },
      skipped: (count) => {
        this.outlet.skip(count);
      },
      state: (state, view) => {
        if (state.phase !== 'live') this.away = true;
        this.show(state, view);
      },
      report: (error) => {
        // Always report a view that ends for good. Other reports could repeat forever, so they are limited.
        if (isRefusal(error) || this.reports.admits(error)) node.error(failure(RED, error), {});
      },
      gone: () => {
        this.forgetReturn();
        this.forgetReturn = onFlowsStarted(RED, () => {
          this.reopen();
        });
      },
    });
    this.autostart = new Deadline(clock, () => {
      this.openForm().catch((error: unknown) => {
        // The appliance has reported this once for all nodes, and the view is tried again.
        if (error instanceof LiveViewError && isPassingRefusal(error)) return;
        this.refuse(error);
      });
    });
    this.forgetFlows = onFlowsStarted(RED, () => {
      this.flowsStarted();
    });
    this.show({ phase: 'closed' });
  }

  /** Resolves when the message's view has delivered or is closed. */
  async handle(msg: RequestMessage): Promise<void> {
    if (this.asked && isAgain(msg)) return;
    const request = readViewRequest(msg, this.settings.form);
    this.asked = true;
    this.autostart.clear();
    // After a message, a later deploy of other nodes must not bring back the form's view.
    this.forgetFlows();
    this.one?.cancel();
    switch (request.action) {
      case 'open':
        await this.views.open(request.view);
        break;
      case 'once':
        await this.takeOne(request.view);
        break;
      case 'close':
        this.closeView();
    }
  }

  close(): void {
    this.forgetFlows();
    this.forgetReturn();
    this.autostart.clear();
    this.one?.cancel();
    this.outlet.stop();
    this.views.close('grace');
  }

  private get inWindows(): boolean {
    return this.settings.interval > 0 && this.settings.over === 'interval';
  }

  private openOutlet(clock: Clock, turns: Turns): Outlet {
    const { interval, format } = this.settings;
    const send = (batch: Batch): void => {
      this.send(batch);
    };
    if (interval === 0) return new UpdateQueue(turns, send);
    return this.inWindows
      ? new UpdateWindow(interval, clock, send, format.shape !== 'tree')
      : new NewestUpdate(interval, clock, send);
  }

  private flowsStarted(): void {
    this.forgetFlows();
    if (this.settings.autostart) this.autostart.set(AUTOSTART_DELAY);
  }

  private async openForm(): Promise<void> {
    await this.views.open(mergeView(this.settings.form, {}));
  }

  /** Sends one update of a view at once, and closes the view that was open. If the view fails, nothing closes. */
  private async takeOne(view: ViewDefinition): Promise<void> {
    const { offered } = this;
    const one = new OneUpdate(this.settings.pool(), view, (update) => {
      const { stamp } = update;
      // The values of an update that is in an interval must not be sent a second time.
      if (this.inWindows && (isSameUpdate(stamp, offered) || this.sent.has(stamp))) return false;
      const isInWindow = this.inWindows && isSameUpdate(stamp, this.offered);
      this.closeView(update);
      if (!isInWindow) this.send({ update, view, updates: 1, skipped: this.outlet.takeSkipped() });
      return true;
    });
    this.one = one;
    await one.result;
    if (this.one === one) this.one = undefined;
  }

  /** @param sent an update that is sent without the outlet */
  private closeView(sent?: Update): void {
    this.views.close('now');
    this.outlet.end(sent);
    this.offered = undefined;
    this.away = true;
    this.show({ phase: 'closed' });
  }

  /**
   * The appliance node was replaced but this node was not. This happens if the appliance comes from a subflow's
   * property, which Node-RED does not track.
   */
  private reopen(): void {
    this.forgetReturn();
    this.away = true;
    try {
      this.views.reopen();
    } catch (error) {
      this.views.close('now');
      this.outlet.end();
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    const failed = failure(this.RED, error);
    this.show({ phase: 'broken', error: failed });
    this.node.error(failed, {});
  }

  private show(state: ViewState, view?: ViewDefinition): void {
    const { node, appliance, applianceId } = this.settings.format;
    this.status.view(state);
    viewStates(this.RED).set(this.node.id, state, view && { node, appliance, applianceId, ...view });
  }

  /** The first update shows that the view is back, even if `interval` delays its message. */
  private back(update: Update, view: ViewDefinition): void {
    if (!this.away) return;
    this.away = false;
    this.status.connected(update.size, this.viewName.of(view));
  }

  private send(batch: Batch): void {
    const { update, view } = batch;
    if (!this.away) this.status.connected(update.size, this.viewName.of(view));
    this.checkSort(update);
    const { sequence, received } = this.register(update);
    const delivery = { ...batch, sequence, received };
    for (const message of composeMessages(this.RED, this.settings.format, delivery)) this.node.send(message);
  }

  /**
   * After a reconnect, a gateway repeats its newest update. It must become only one message, and an interval must not
   * add it up twice, even across a deploy.
   */
  private isOffered({ stamp }: Update): boolean {
    return isSameUpdate(stamp, this.offered) || (this.inWindows && this.sent.has(stamp));
  }

  /** Numbers an update. A repeat keeps its number, even across a deploy of this node. */
  private register(update: Update): Sent {
    const { connection, number, received } = update.stamp;
    const last = this.sent.on(connection);
    this.sequence = Math.max(this.sequence, last?.sequence ?? 0);
    if (last?.update === number) return last;
    if (!this.sent.has(update.stamp)) this.sequence++;
    return this.sent.add({ connection, update: number, sequence: this.sequence, received });
  }

  /** Warns once that the view has no column to sort by: its first items are then not its largest. */
  private checkSort(update: Update): void {
    const { sort } = this.settings.format.selection;
    const unsorted = sort !== undefined && !update.keys.includes(sort);
    if (unsorted && !this.unsorted)
      this.node.error(failure(this.RED, new LiveViewError('nothing-to-sort-by', { column: sort })), {});
    this.unsorted = unsorted;
  }
}
