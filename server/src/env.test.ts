import { describe, expect, test } from 'vitest';
import { EnvError, readEnv, readStorageEnv } from './env.ts';

const GOOD = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
  MARGINIQ_JWT_SECRET: 'thirty-two characters and then some',
};

function problemOf(source: NodeJS.ProcessEnv, read: (source: NodeJS.ProcessEnv) => unknown = readEnv): string {
  try {
    read(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return String((error as Error).message);
  }
  throw new Error('the environment was taken');
}

describe('the environment', () => {
  test('the environment needs two settings, and has a value for every other', () => {
    expect(readEnv(GOOD)).toEqual({
      ...GOOD,
      MARGINIQ_DATABASE: 'marginiq',
      MARGINIQ_DRAIN_MS: 0,
      MARGINIQ_JWT_OTHER_SECRETS: '',
      MARGINIQ_HOST: '127.0.0.1',
      MARGINIQ_PORT: 4400,
      MARGINIQ_LOG_LEVEL: 'info',
      MARGINIQ_TRUST_PROXY: 'false',
    });
  });

  test('an empty setting counts as none, the way a compose file makes it', () => {
    expect(readEnv({ ...GOOD, MARGINIQ_PORT: '', MARGINIQ_LOG_LEVEL: '' }).MARGINIQ_PORT).toBe(4400);
    expect(problemOf({ ...GOOD, MONGODB_URI: '' })).toMatch(/^MONGODB_URI is missing/);
  });

  test('the environment ignores what is not its own', () => {
    expect(readEnv({ ...GOOD, PATH: '/bin', MARGINIQ_DATA: '/data' })).not.toHaveProperty('PATH');
  });

  test('the worker’s environment needs neither secret nor port', () => {
    expect(readStorageEnv({ MONGODB_URI: GOOD.MONGODB_URI, MARGINIQ_PORT: 'nonsense' })).toEqual({
      MONGODB_URI: GOOD.MONGODB_URI,
      MARGINIQ_DATABASE: 'marginiq',
      MARGINIQ_LOG_LEVEL: 'info',
    });
    expect(problemOf({}, readStorageEnv)).toMatch(/^MONGODB_URI is missing/);
  });
});

/** A setting that is missing or wrong, and what the message must say beside its name. */
const WRONG: [string, string | undefined, RegExp][] = [
  ['MONGODB_URI', undefined, /is missing: give the address of a MongoDB replica set, as in mongodb:\/\//],
  ['MONGODB_URI', 'http://localhost', /must begin with mongodb:\/\/ or mongodb\+srv:\/\//],
  ['MARGINIQ_DATABASE', 'a/b', /must be letters, digits, _ and -/],
  ['MARGINIQ_DATABASE', 'x'.repeat(39), /must be letters, digits, _ and -, 38 at the most/],
  ['MARGINIQ_PORT', 'http', /must be a port, from 1 to 65535/],
  ['MARGINIQ_PORT', '0', /must be a port, from 1 to 65535/],
  ['MARGINIQ_PORT', '65536', /must be a port, from 1 to 65535/],
  ['MARGINIQ_PORT', '44.5', /must be a port, from 1 to 65535/],
  ['MARGINIQ_JWT_SECRET', undefined, /is missing: give 32 random characters or more, the same for every api process/],
  ['MARGINIQ_JWT_SECRET', 'short', /must have at least 32 characters/],
  ['MARGINIQ_JWT_OTHER_SECRETS', 'short', /must be secrets of at least 32 characters each/],
  ['MARGINIQ_JWT_OTHER_SECRETS', `${GOOD.MARGINIQ_JWT_SECRET},`, /must be secrets of at least 32 characters each/],
  ['MARGINIQ_DRAIN_MS', '-1', /must be milliseconds, from 0 to 60000/],
  ['MARGINIQ_LOG_LEVEL', 'loud', /must be one of trace, debug, info, warn, error, silent/],
  ['MARGINIQ_TRUST_PROXY', 'yes', /must be true or false/],
  ['MARGINIQ_TRUST_PROXY', '0', /must be true or false/],
];

describe('a setting that is missing or wrong', () => {
  test.each(WRONG)('%s=%s: the message names it and what to do', (name, value, message) => {
    const problem = problemOf({ ...GOOD, [name]: value });
    expect(problem.split('\n')).toHaveLength(1);
    expect(problem.startsWith(`${name} `)).toBe(true);
    expect(problem).toMatch(message);
  });

  test('an invalid variable is reported together with all the others', () => {
    const problem = problemOf({ MARGINIQ_PORT: 'http' });
    expect(problem.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'MONGODB_URI',
      'MARGINIQ_PORT',
      'MARGINIQ_JWT_SECRET',
    ]);
  });

  test('an invalid setting does not echo the rejected value, which may be a secret', () => {
    expect(problemOf({ ...GOOD, MARGINIQ_JWT_SECRET: 'hunter2' })).not.toContain('hunter2');
    expect(problemOf({ ...GOOD, MONGODB_URI: 'mongo://user:hunter2@host' })).not.toContain('hunter2');
  });
});
