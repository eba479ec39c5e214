/** Milliseconds of the machine's own clock, the same for every process on it and never set back. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;
