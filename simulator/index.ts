/** The simulator as a class, for tests and for programs that need a system to talk to. */
export type { SimulatorClock } from './clock';
export type { Disturbance } from './disturbance';
export { type Credentials, InvalidOption, type SimulatorOptions } from './options';
export { Refusal } from './refusal';
export type { Refusing } from './refusing';
export type { Rehearsal } from './rehearsal';
export { Simulator } from './simulator';
export type { Counters } from './table';
