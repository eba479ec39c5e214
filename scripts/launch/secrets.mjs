import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.mjs';
import { writeAtomically } from '../base/write-atomically.mjs';

/**
 * The key that signs sessions: made once per data folder, readable by its owner only. Losing it logs everybody out.
 * @param {string} dataDir
 * @returns {string}
 */
export function sessionSecret(dataDir) {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) {
    const secret = readSecret(file);
    if (secret) return secret;
    throw new UserError(`${file} is damaged. Restore it, or delete it: then everybody has to log in again.`);
  }
  const secret = randomBytes(32).toString('base64url');
  writeAtomically(file, `${JSON.stringify({ jwtSecret: secret })}\n`, { mode: 0o600 });
  return secret;
}

/** @param {string} file */
function readSecret(file) {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value?.jwtSecret === 'string' && value.jwtSecret.length >= 32 ? value.jwtSecret : undefined;
  } catch {
    return undefined;
  }
}
