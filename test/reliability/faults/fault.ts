import type { LiveViewError } from '#lib/errors';
import type { Identity } from '../../support/certificates';
import type { Appliance } from '../appliance';
import type { Rig, RigOptions } from '../rig';

/** Something that goes wrong, for real: at the system, or in the network in front of it. */
export interface Fault {
  name: string;
  /** The certificate of a system that has TLS. */
  identity?(): Identity;
  /** From now on it meets those who connect. */
  begin?(appliance: Appliance): unknown;
  /**
   * Meets those who are connected; without it their connections are reset, and the fault meets them when they come
   * back.
   */
  strike?(appliance: Appliance): unknown;
  /** Where it takes more than serving again, and a network that is well. */
  end?(appliance: Appliance): unknown;
  /** Where time has to go by until it is noticed: how much at least and at most, ms, counted from `reached`. */
  noticed?: [number, number];
  /** Resolves when all views of the rig are where the time begins. */
  reached?(rig: Rig): Promise<void>;
  /** What it is taken for. */
  error(host: string): LiveViewError;
  /** The system is there and says no. */
  refusal?: true;
  /** It is tried again at the longest delay only. */
  longest?: true;
  /** Not even a closing handshake is answered. */
  silent?: true;
  /** What the flow needs beside what others do. */
  rig?(appliance: Appliance): Partial<RigOptions>;
}
