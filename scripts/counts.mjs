// Adds up what the test runner counted and closes with one line; steps of CI that failed count as failures. Exit code 1 if there were any.
import { existsSync, readFileSync } from 'node:fs';

let passed = 0, failed = Number(process.env.FAILED_STEPS ?? 0), skipped = 0, tests = 0;
for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) { console.log(`no report of the test runner in ${path}`); failed++; continue; }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + (report.numTodoTests ?? 0);
  tests += report.numTotalTests;
}
if (tests === 0) { console.log('no test was run'); failed++; }
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
