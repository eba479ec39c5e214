import { writeFileSync } from 'node:fs';

/** What ran and how it ended. */
export class Tally {
  passed = 0;
  readonly failed: string[] = [];

  async note(name: string, work: () => Promise<void>, log: (line: string) => void): Promise<boolean> {
    const began = performance.now();
    const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
    try {
      await work();
      this.passed += 1;
      log(`✓ ${name} (${took()})`);
      return true;
    } catch (error) {
      this.failed.push(name);
      log(`✗ ${name} (${took()})`);
      const known = error instanceof Error && /^(LawBroken|Scenario)Error$/.test(error.name);
      const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
      for (const line of (text ?? '').split('\n')) log(`    ${line}`);
      return false;
    }
  }

  write(file: string): void {
    writeFileSync(file, JSON.stringify({ passed: this.passed, failed: this.failed.length, skipped: 0 }));
  }
}
