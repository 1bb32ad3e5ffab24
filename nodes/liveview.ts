import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { findAppliance } from './glue/appliance';
import { isAgain } from './glue/chain';
import { readConfig } from './glue/config';
import { onFlowsStarted } from './glue/flows-started';
import { composeMessages, type MessageFormat, OUTPUTS, SHAPES } from './glue/messages';
import { StatusLine } from './glue/status';
import { failure } from './glue/text';
import { expandVariables, readNumber } from './glue/variables';
import { type FormView, mergeView, readFormView, readViewRequest } from './glue/view-request';
import { idleTime, systemClock } from './lib/clock';
import { Deadline } from './lib/deadline';
import { LiveViewError } from './lib/errors';
import type { FeedState } from './lib/feed/feed';
import type { FeedPool } from './lib/feed/pool';
import type { Update } from './lib/items/update';
import { oneByOne } from './lib/one-by-one';
import { Pacer } from './lib/pacer';
import type { ViewDefinition } from './lib/protocol/frames';
import { ViewSwitch } from './lib/feed/view-switch';
import { DEFAULT_MEASUREMENT } from './lib/items/measurement';
import { ReportLimit } from './lib/report-limit';
import { isPassingRefusal, isRefusal } from './lib/socket/failure';
import { readChoice, readFlag, readMeasurement } from './lib/view-definition';

interface LiveviewConfig extends NodeDef {
  appliance?: string;
  distributions?: unknown;
  filters?: unknown;
  columns?: unknown;
  expand?: unknown;
  output?: unknown;
  shape?: unknown;
  origin?: unknown;
  measurement?: unknown;
  sort?: unknown;
  limit?: unknown;
  interval?: unknown;
  autostart?: unknown;
}

interface Settings {
  /** Of the appliance node as it is now. */
  pool: () => FeedPool;
  form: FormView;
  format: MessageFormat;
  /** ms */
  interval: number;
  autostart: boolean;
}

interface RequestMessage extends NodeMessage {
  view?: unknown;
  action?: unknown;
}

/** What one shape needs does not matter to another: the form shows it for that shape only. */
function readShape(config: LiveviewConfig): Pick<MessageFormat, 'shape' | 'origin' | 'measurement'> {
  const shape = readChoice(config.shape ?? 'tree', 'shape', SHAPES);
  return {
    shape,
    origin: shape === 'rows' && readFlag(config.origin ?? false, 'origin'),
    measurement:
      shape === 'points' ? readMeasurement(config.measurement ?? DEFAULT_MEASUREMENT) : DEFAULT_MEASUREMENT,
  };
}

/** How long after the flows have started the form's view opens, if no message has named one by then, ms. */
const AUTOSTART_DELAY = 100;

/** For the updates of all liveview nodes. */
const deliveryClock = oneByOne(systemClock, idleTime);

/** A liveview node at work: messages in, views opened and closed, updates out. */
class LiveviewRuntime {
  private readonly pacer: Pacer<{ update: Update; view: ViewDefinition }>;
  private readonly views: ViewSwitch;
  private readonly autostart: Deadline;
  private readonly forgetFlows: () => void;
  private forgetReturn: () => unknown = () => undefined;
  private readonly reports = new ReportLimit(systemClock);
  private sequence = 0;
  /** The view has not had an update since it was opened or lost. */
  private away = true;
  /** A message has said what to show. */
  private asked = false;
  /** What was left out before an update that had no item to send a message for. */
  private unsaid = 0;
  /** The last update had nothing to sort by, and that was said. */
  private unsorted = false;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly status: StatusLine,
    private readonly settings: Settings,
  ) {
    this.pacer = new Pacer(settings.interval, deliveryClock, ({ update, view }, skipped) =>
      this.deliver(update, view, skipped),
    );
    this.views = new ViewSwitch(settings.pool, {
      update: (update, view) => {
        this.pacer.offer({ update, view });
        this.back(update);
      },
      state: (state) => {
        this.changed(state);
      },
      report: (error) => {
        // A view that ends for good is always said; what goes on could be said for ever.
        if (isRefusal(error) || this.reports.admits(error)) node.error(failure(RED, error), {});
      },
      gone: () => {
        this.forgetReturn();
        this.forgetReturn = onFlowsStarted(RED, () => {
          this.reopen();
        });
      },
    });
    this.autostart = new Deadline(systemClock, () => {
      this.openForm().catch((error: unknown) => {
        // The appliance has said so, once for all nodes, and the view is tried again.
        if (error instanceof LiveViewError && isPassingRefusal(error)) return;
        this.refuse(error);
      });
    });
    this.forgetFlows = onFlowsStarted(RED, () => {
      this.flowsStarted();
    });
    status.waiting();
  }

  /** Resolves when the message's view has delivered, or it is closed. */
  async handle(msg: RequestMessage): Promise<void> {
    if (this.asked && isAgain(msg)) return;
    const request = readViewRequest(msg, this.settings.form);
    this.asked = true;
    this.autostart.clear();
    // Once a message has come, a later deploy of other nodes must not bring the form's view back.
    this.forgetFlows();
    if (request.action === 'open') {
      await this.views.open(request.view);
      return;
    }
    this.views.close('now');
    this.pacer.discard();
    this.away = true;
    this.status.waiting();
  }

  close(): void {
    this.forgetFlows();
    this.forgetReturn();
    this.autostart.clear();
    this.pacer.stop();
    this.views.close('grace');
  }

  private flowsStarted(): void {
    this.forgetFlows();
    if (this.settings.autostart) this.autostart.set(AUTOSTART_DELAY);
  }

  /**
   * The appliance node was replaced, and this one was not: Node-RED does not know that they belong together where the
   * appliance comes from a subflow's property.
   */
  private reopen(): void {
    this.forgetReturn();
    this.away = true;
    try {
      this.views.reopen();
    } catch (error) {
      this.views.close('now');
      this.pacer.discard();
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    const failed = failure(this.RED, error);
    this.status.refused(failed.message);
    this.node.error(failed, {});
  }

  private async openForm(): Promise<void> {
    await this.views.open(mergeView(this.settings.form, {}));
  }

  private changed(state: FeedState): void {
    // With its first update a new view takes over; what is pending may be of the old one.
    if (state.phase === 'live') {
      this.pacer.discard();
      return;
    }
    this.away = true;
    this.status.feed(state);
  }

  /** A view that is back says so with its first update, also where `interval` keeps that from being passed on yet. */
  private back(update: Update): void {
    if (!this.away || !update.valid) return;
    this.away = false;
    this.status.connected(update.size);
  }

  /** @returns whether there was an update to pass on */
  private deliver(update: Update, view: ViewDefinition, leftOut: number): boolean {
    const skipped = leftOut + this.unsaid;
    this.unsaid = skipped;
    if (!update.valid) return false;
    this.status.connected(update.size);
    this.checkSort(update);
    const delivery = { update, view, skipped, sequence: ++this.sequence };
    const messages = composeMessages(this.RED, this.settings.format, delivery);
    if (messages.length > 0) this.unsaid = 0;
    for (const message of messages) this.node.send(message);
    return true;
  }

  /** Says once that a view has no such column: its first items are then not its largest. */
  private checkSort(update: Update): void {
    const { sort } = this.settings.format.selection;
    const unsorted = sort !== undefined && !update.keys.includes(sort);
    if (unsorted && !this.unsorted)
      this.node.error(failure(this.RED, new LiveViewError('nothing-to-sort-by', { column: sort })), {});
    this.unsorted = unsorted;
  }
}

export = function register(RED: NodeAPI): void {
  function Liveview(this: Node, stored: LiveviewConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-liveview', stored);
    const status = new StatusLine(RED, this);
    let runtime: LiveviewRuntime | undefined;
    let broken: Error | undefined;
    try {
      runtime = new LiveviewRuntime(RED, this, status, readSettings(this, config));
    } catch (error) {
      broken = failure(RED, error);
      status.refused(broken.message);
      this.error(broken, {});
    }
    this.on('input', (msg: RequestMessage, _send, done) => {
      const work = runtime ? runtime.handle(msg) : Promise.reject(broken ?? new Error('unreachable'));
      work.then(
        () => {
          done();
        },
        (error: unknown) => {
          done(failure(RED, error));
        },
      );
    });
    this.on('close', () => {
      runtime?.close();
      status.stop();
    });
  }

  function readSettings(node: Node, config: LiveviewConfig): Settings {
    const appliance = findAppliance(RED, config.appliance);
    // One that is broken is said to be so now.
    appliance.pool();
    return {
      pool: () => findAppliance(RED, config.appliance).pool(),
      form: readFormView({
        distributions: config.distributions,
        filters: config.filters,
        columns: config.columns,
        expand: config.expand,
      }),
      format: {
        output: readChoice(config.output ?? 'update', 'output', OUTPUTS),
        ...readShape(config),
        selection: {
          sort: expandVariables(RED, node, 'sort', config.sort ?? '').trim() || undefined,
          limit: Math.ceil(readNumber(RED, node, 'limit', config.limit, { fallback: 0, minimum: 0 })),
        },
        name: config.name === '' ? undefined : config.name,
        appliance: appliance.label,
      },
      interval: readNumber(RED, node, 'interval', config.interval, { fallback: 0, minimum: 0 }) * 1000,
      autostart: readFlag(config.autostart ?? true, 'autostart'),
    };
  }

  RED.nodes.registerType('activelogic-liveview', Liveview);
};
