import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { Alert, type Notice, type Outcome } from '../../lib/alert/alert';
import type { AlertRules } from '../../lib/alert/rules';
import type { Moment } from '../../lib/alert/source';
import type { Clock } from '../../lib/clock';
import { Deadline } from '../../lib/deadline';
import { LiveViewError } from '../../lib/errors';
import { isObject } from '../../lib/is-object';
import { onFlowsStarted } from '../runtime/flows-started';
import { feedersOf } from '../runtime/reach';
import type { StatusLine } from '../runtime/status';
import { failure, problem } from '../runtime/text';
import { viewStates } from '../runtime/view-states';
import { composeEvent, composeEvents, composeList, type InputMessage } from './alarm-message';
import { type Closed, Keeper } from './keeper';
import type { Output, Severity } from './settings';
import { Sight } from './sight';

export interface AlertSettings extends AlertRules {
  name: string;
  severity: Severity;
  output: Output;
  store: string;
}

/** Identifies this process, because each process numbers its updates itself. */
const RUN = randomUUID();

type Notices = Notice<InputMessage>[];

/** A running alert node: messages of liveview nodes in, alarms out. */
export class AlertRuntime {
  private readonly alert: Alert<InputMessage>;
  private readonly sight: Sight;
  private readonly keeper: Keeper;
  private readonly deadline: Deadline;
  /** When the deadline is due, on the clock that never jumps. */
  private due = Infinity;
  private readonly forgets: (() => void)[];
  /** Messages that arrived before the saved state was read; undefined after that. */
  private early: (() => void)[] | undefined = [];
  /** The ids of the alarms in the list that was sent last, even if that was before the deploy. */
  private listed = '';
  /** Whether no message has caused a list yet since the deploy or a reset. */
  private isFresh = true;
  /** Liveview nodes and columns that a warning has named. */
  private readonly warned = new Set<string>();
  /** The ids of the liveview nodes whose updates all reach this node. */
  private feeders: ReadonlySet<string> = new Set();
  /** Whether the flows have started, so that the receivers of messages exist. */
  private started = false;
  private closed = false;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly status: StatusLine,
    private readonly settings: AlertSettings,
    private readonly clock: Clock,
    closed: Closed,
  ) {
    this.alert = new Alert(node.id, settings, RUN, this.moment());
    this.sight = new Sight(RED, settings, clock, () => {
      this.show();
    });
    this.deadline = new Deadline(clock, () => {
      this.due = Infinity;
      this.say(this.alert.tick(this.moment()));
    });
    this.keeper = new Keeper(
      node,
      settings.store,
      () => this.alert.save(this.moment()),
      (error) => {
        node.error(error, {});
      },
      { clock, closed },
    );
    this.forgets = [
      onFlowsStarted(RED, () => {
        this.started = true;
        this.feeders = feedersOf(RED, node, viewStates(RED).ids);
        this.dropGone();
        this.expect();
      }),
      viewStates(RED).listen((id) => {
        this.dropGone();
        if (this.feeders.has(id)) this.expect();
      }),
    ];
    this.show();
    this.keeper.load((kept) => {
      this.begin(kept);
    });
  }

  /** Handles a message. Calls back with an error, unless the same one was already reported. */
  handle(msg: InputMessage, send: (msg: NodeMessage) => void, done: (error?: Error) => void): void {
    if (this.early) {
      this.early.push(() => {
        this.handle(msg, send, done);
      });
      return;
    }
    let wrong: Error | undefined;
    try {
      if (isCommand(msg)) this.obey(msg, send);
      else wrong = this.judge(msg, send);
    } catch (error) {
      const failed = failure(this.RED, error);
      if (isCommand(msg) || this.sight.failed(msg, failed)) wrong = failed;
    }
    done(wrong);
    this.show();
  }

  /** @param removed whether the node is gone for good, and nothing must be kept */
  async close(removed: boolean): Promise<void> {
    this.closed = true;
    for (const forget of this.forgets) forget();
    this.deadline.clear();
    this.sight.close();
    if (removed || this.early) this.keeper.stop();
    else await this.keeper.close();
  }

  private begin(kept: unknown): void {
    if (this.closed) return;
    const { RED } = this;
    if (!this.alert.restore(kept, this.moment())) this.node.warn(problem(RED, 'alarms-unreadable').message);
    this.listed = idsOf(this.alert.list(this.moment()));
    const early = this.early ?? [];
    this.early = undefined;
    for (const each of early) each();
    this.show();
    this.dropGone();
    this.expect();
  }

  private judge(msg: InputMessage, send: (msg: NodeMessage) => void): Error | undefined {
    this.sight.hear(msg);
    const outcome = this.alert.take(msg, this.moment(), this.sight.isLocal(msg));
    for (const { items, message } of outcome.judged) this.sight.judged(items, message);
    this.say(outcome.notices, send, msg);
    this.warn(outcome, msg);
    const failed = outcome.error === undefined ? undefined : failure(this.RED, outcome.error);
    if (failed) return this.sight.failed(msg, failed) ? failed : undefined;
    const error = this.sight.takeError();
    return error && failure(this.RED, error);
  }

  private obey(msg: InputMessage, send: (msg: NodeMessage) => void): void {
    const { reset, silence, ack } = msg;
    let notices: Notices = [];
    if (reset === true) {
      this.alert.reset(this.moment());
      this.sight.reset();
      this.isFresh = true;
      this.expect();
    }
    if (silence !== undefined) notices = this.alert.silence(silence, this.moment());
    if (ack !== undefined) this.alert.acknowledge(ack);
    this.keeper.touch();
    this.say(notices, send, msg);
  }

  /** Sends what the events cause, and what the message causes if there is one. */
  private say(
    notices: Notices,
    send: (msg: NodeMessage) => void = (msg) => {
      this.node.send(msg);
    },
    msg?: InputMessage,
  ): void {
    if (notices.length > 0) this.keeper.touch();
    for (const message of this.compose(notices, msg)) send(message);
    this.show();
    this.schedule();
  }

  private compose(notices: Notices, msg: InputMessage | undefined): NodeMessage[] {
    const { RED, settings } = this;
    if (settings.output === 'event') return notices.map((notice) => composeEvent(RED, settings, notice));
    if (settings.output === 'update') return composeEvents(RED, settings, notices);
    const list = this.alert.list(this.moment());
    const ids = idsOf(list);
    const isReminder = notices.some(({ event }) => event.state === 'reminder');
    // The receiver of the list may have been deployed as well, so the first message always causes a list.
    const isFirst = this.isFresh && msg !== undefined;
    if (!isReminder && !isFirst && ids === this.listed) return [];
    this.isFresh &&= !isFirst;
    this.listed = ids;
    return [composeList(RED, settings, list, msg)];
  }

  private warn({ growing }: Outcome<InputMessage>, { liveview }: InputMessage): void {
    const { node, appliance } = isObject(liveview) ? liveview : {};
    for (const column of growing) {
      const key = JSON.stringify([node, column]);
      if (this.warned.has(key)) continue;
      this.warned.add(key);
      const error = new LiveViewError('only-grows', { column, appliance: String(appliance) });
      this.node.warn(failure(this.RED, error).message);
    }
  }

  /** Ends the alarms of this runtime's liveview nodes that were removed, or unwired before they sent anything. */
  private dropGone(): void {
    if (this.early || this.closed || !this.started) return;
    const states = viewStates(this.RED);
    const { local, unheard } = this.alert;
    const unwired = new Set(unheard.filter((node) => !this.feeders.has(node)));
    const gone = local.filter((node) => unwired.has(node) || states.of(node) === undefined);
    if (gone.length === 0) return;
    this.say(gone.flatMap((node) => this.alert.drop(node, this.moment())));
    this.keeper.touch();
  }

  /** Each open liveview node whose updates all reach this node counts as a view, even if it never sends one. */
  private expect(): void {
    if (this.early || this.closed || !this.started) return;
    const open = [...viewStates(this.RED).open()].filter(([id]) => this.feeders.has(id));
    this.sight.expect(open.map(([id]) => id));
    this.alert.expect(
      open.map(([, view]) => view),
      this.moment(),
    );
    this.schedule();
  }

  private show(): void {
    if (!this.closed) this.status.alarms(this.alert.active, this.alert.silenced, this.sight.problem());
  }

  /** Keeps a deadline that is earlier than necessary. When it is due, it is set again. */
  private schedule(): void {
    const { next } = this.alert;
    if (this.early || this.closed || !this.started || this.due <= next) return;
    this.due = next;
    this.deadline.set(Math.max(1, next - this.clock.elapsed()));
  }

  private moment(): Moment {
    return { now: this.clock.now(), elapsed: this.clock.elapsed() };
  }
}

function idsOf(list: Notices): string {
  return list.map(({ event }) => event.alarm.id).join();
}

function isCommand({ reset, silence, ack }: InputMessage): boolean {
  return reset === true || silence !== undefined || ack !== undefined;
}
