/**
 * Fuses are one character each behind a mark in Electron's program: switches that are thrown when a product is built.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
const MARK = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

/**
 * Sets the fuses of a program that is held in memory.
 * @param {Buffer} program
 * @param {{ from: string, to: string }} states one character for each fuse: `1` on, `0` off
 * @throws when the program has no fuses, or they are not in the state `from`
 */
export function setFuses(program, { from, to }) {
  const at = program.indexOf(MARK);
  if (at < 0) throw new Error('This Electron has no fuses.');
  // Behind the mark: the version of the list, how many fuses there are, then the fuses.
  const start = at + MARK.length + 2;
  const found = program.subarray(start, start + from.length).toString('latin1');
  if (found !== from) throw new Error(`The fuses are ${found}, not ${from} as expected.`);
  program.write(to, start, 'latin1');
}
