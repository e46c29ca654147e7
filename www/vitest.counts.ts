import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end how many tests there were, in the lines of Node's test runner, which `cargo xtask test` counts. */
export default class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that could not be loaded has no tests to count.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
    }
    console.log(`# pass ${counts.passed}\n# fail ${counts.failed}\n# skipped ${counts.skipped + counts.pending}`);
  }
}
