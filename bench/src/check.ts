/**
 * `node bench/src/check.ts ...`: prints the name of the requested bench, so that nothing is started for a command line that
 * requests none. Otherwise prints how to request one.
 */
import { readCommandLine } from './command-line.ts';

const options = readCommandLine(process.argv.slice(2));
if (options !== null) console.log(JSON.stringify({ bench: options.name }));
