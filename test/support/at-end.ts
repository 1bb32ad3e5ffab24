/**
 * Callbacks for the end of the test run, the last first. They also run when the run is interrupted or its
 * output is closed.
 */
const callbacks: (() => void)[] = [];

process.once('exit', () => {
  for (const callback of callbacks.reverse()) callback();
});
// By default these signals end the process without an `exit` event.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.exit(1);
  });
}

/** Calls back, synchronously, when the test run ends. */
export function atEnd(callback: () => void): void {
  callbacks.push(callback);
}
