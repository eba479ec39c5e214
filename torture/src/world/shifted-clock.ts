/*
 * Preloaded by `node --import`: shifts this process's clock by TORTURE_CLOCK_SHIFT_MS. Timers are unaffected, as on a
 * machine whose clock is set wrongly.
 */
const shiftMs = Number(process.env.TORTURE_CLOCK_SHIFT_MS ?? 0);

if (shiftMs !== 0) {
  const RealDate = Date;
  class ShiftedDate extends RealDate {
    constructor(...given: [] | [string | number | Date]) {
      if (given.length === 0) super(RealDate.now() + shiftMs);
      // The other forms take what they are given.
      else super(...(given as [string]));
    }

    static override now(): number {
      return RealDate.now() + shiftMs;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
}
