/**
 * The simulator, and the replay of a recording, as classes: for tests and programs that need an appliance to talk to.
 */
export type { ReplayClock, SimulatorClock } from './clock';
export type { Disturbance } from './disturbance';
export { type Credentials, InvalidOption, type ListeningOptions, type SimulatorOptions } from './options';
export { Refusal } from './refusal';
export type { Refusing } from './refusing';
export type { Rehearsal } from './rehearsal';
export { Replay, type ReplayOptions, type ReplaySummary } from './replay/replay';
export { Simulator } from './simulator';
