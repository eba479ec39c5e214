import { execFile } from 'node:child_process';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a command's file as npm does, and waits for its end. */
export function runCli(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env: { ...process.env, ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}
