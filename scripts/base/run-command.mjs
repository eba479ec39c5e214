import { spawn } from 'node:child_process';

const KEPT_LINES = 200;

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 when the program is missing, 128 and more after a signal
 * @property {readonly string[]} tail the last lines of what it printed, both streams together
 */

/**
 * Runs a program to its end and keeps the last lines of its output for the error message.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, onLine?: (line: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const tail = [];
    const keep = (/** @type {string} */ line) => {
      if (line.trim() === '') return;
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
      options.onLine?.(line);
    };
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      signal: options.signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const endReading = readLines(child, keep);
    child.on('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
        resolve({ code: 127, tail: [`${command}: not found`] });
      } else {
        reject(error);
      }
    });
    child.on('close', (code, signal) => {
      endReading();
      resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 143), tail });
    });
  });
}

/**
 * Reads both outputs of a child line by line.
 * @param {import('node:child_process').ChildProcess} child
 * @param {(line: string) => void} onLine
 * @returns {() => void} to call when the child has closed: gives a last line without an end
 */
export function readLines(child, onLine) {
  const out = lineReader(onLine);
  const err = lineReader(onLine);
  child.stdout?.setEncoding('utf8').on('data', out.push);
  child.stderr?.setEncoding('utf8').on('data', err.push);
  return () => {
    out.end();
    err.end();
  };
}

/**
 * Cuts a stream's chunks into lines.
 * @param {(line: string) => void} onLine
 * @returns {{ push: (chunk: string) => void, end: () => void }}
 */
export function lineReader(onLine) {
  let rest = '';
  return {
    push(chunk) {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
