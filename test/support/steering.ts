/** A hostile name: it controls terminals (C0, C1, DEL), breaks lines and reverses the reading direction. */
export const STEERING = 'a\u001b[2J\u009b31mb\u007fc\u2028d\u202ee\u0085f';

/** Characters that must not reach a terminal, except the line feed. */
export const STEERS = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
