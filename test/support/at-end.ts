/** What to do when the run of the tests ends, the last first: also when it is interrupted, or nobody reads it. */
const callbacks: (() => void)[] = [];

process.once('exit', () => {
  for (const callback of callbacks.reverse()) callback();
});
// By themselves these end the process without its event "exit".
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.exit(1);
  });
}

/** Calls back, synchronously, when the run of the tests ends. */
export function atEnd(callback: () => void): void {
  callbacks.push(callback);
}
