/**
 * `node bench/src/check.ts ...`: prints the name of the bench that is asked for, so that nothing is started for a command line
 * that asks for none. Prints how to ask for one otherwise.
 */
import { readCommandLine } from './command-line.ts';

const options = readCommandLine(process.argv.slice(2));
if (options !== null) console.log(JSON.stringify({ bench: options.name }));
