import type { LiveViewError } from '../../../lib/errors';
import type { Identity } from '../../support/certificates';
import type { Appliance } from '../appliance';
import type { Rig, RigOptions } from '../rig';

/** A real fault of the appliance, or of the network in front of it. */
export interface Fault {
  name: string;
  /** The appliance's certificate, if it has TLS. */
  identity?(): Identity;
  /** From now on, clients that connect meet the fault. */
  begin?(appliance: Appliance): unknown;
  /**
   * Applies the fault to connected clients. Without it their connections are reset, and they meet the fault
   * when they come back.
   */
  strike?(appliance: Appliance): unknown;
  /** Ends the fault, if serving again over a healthy network is not enough. */
  end?(appliance: Appliance): unknown;
  /** The least and the most time until the nodes notice, ms from `reached`. Absent if they notice at once. */
  noticed?: [number, number];
  /** Resolves when all views of the rig are where that time starts. */
  reached?(rig: Rig): Promise<void>;
  /** The error that the nodes report. */
  error(host: string): LiveViewError;
  /** The appliance is there and refuses. */
  refusal?: true;
  /** The next attempts come only after the longest delay. */
  longest?: true;
  /** Not even a closing handshake is answered. */
  silent?: true;
  /** More options of the rig for this fault. */
  rig?(appliance: Appliance): Partial<RigOptions>;
}
