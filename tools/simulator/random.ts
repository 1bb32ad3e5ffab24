/**
 * Randomness without state: a hash of the seed and of the number's purpose. The same question always gets the same
 * number, so a tick does not depend on the open views.
 */

/** A 32-bit hash of three whole numbers. */
export function hash(seed: number, subject: number, purpose = 0): number {
  let mixed = Math.imul(seed ^ Math.imul(subject, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(purpose, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A number from 0 up to, but not including, 1. */
export function fraction(seed: number, subject: number, purpose = 0): number {
  return hash(seed, subject, purpose) / 0x100000000;
}

/** A whole number from 0 up to, but not including, `count`. */
export function below(count: number, seed: number, subject: number, purpose = 0): number {
  return Math.floor(fraction(seed, subject, purpose) * count);
}

/** Smooth noise from 0 to 1 over time: a random value at every whole `position`, with straight lines between them. */
export function drift(seed: number, subject: number, position: number): number {
  const from = Math.floor(position);
  const start = fraction(seed, subject, from);
  return start + (fraction(seed, subject, from + 1) - start) * (position - from);
}
