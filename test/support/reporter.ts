import { reporters } from 'mocha';

/** Mocha's own report, with a last line of totals that a script can read. */
export = class Reporter extends reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`);
  }
};
