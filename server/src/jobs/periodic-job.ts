/** What workers do again and again. Of several workers one runs it at a time. */
export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** @param signal the worker is stopping: end at the next good place, what is left is for the next run */
  run: (signal: AbortSignal) => Promise<void>;
}
