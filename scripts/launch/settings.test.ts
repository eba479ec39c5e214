import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from '../base/paths.mjs';
import { parsePort, readSettings } from './settings.mjs';

test.each([
  [undefined, 4400],
  ['', 4400],
  [' 4410 ', 4410],
  ['1', 1],
  ['65535', 65_535],
])('MARGINIQ_PORT %j is port %i', (value, port) => {
  expect(parsePort(value)).toBe(port);
});

test.each(['0', '65536', '-1', '44x', '4.4', '1e3', '0x10', 'http'])('MARGINIQ_PORT %j is refused', (value) => {
  expect(() => parsePort(value)).toThrow(`MARGINIQ_PORT is "${value}", which is no port.`);
});

test('without any setting everything stays on this machine and inside the clone', () => {
  expect(readSettings({}, { open: true, demo: true })).toEqual({
    port: 4400,
    host: '127.0.0.1',
    url: 'http://127.0.0.1:4400',
    dataDir: join(repoRoot, '.marginiq'),
    cacheDir: join(repoRoot, '.cache', 'marginiq'),
    open: true,
    hasOwnMongoDb: false,
    seedsDemo: true,
  });
});

test('a host that means every address is reached by the local one', () => {
  expect(readSettings({ MARGINIQ_HOST: '0.0.0.0' }, { open: true, demo: true }).url).toBe('http://127.0.0.1:4400');
  expect(readSettings({ MARGINIQ_HOST: '::1' }, { open: true, demo: true }).url).toBe('http://[::1]:4400');
});

test.each([
  [{}, true],
  [{ MONGODB_URI: 'mongodb://db.example/' }, false],
  [{ MONGODB_URI: 'mongodb://db.example/', MARGINIQ_DEMO: '1' }, true],
  [{ MARGINIQ_DEMO: '0' }, false],
])('demo companies with %j: %s', (env, seedsDemo) => {
  expect(readSettings(env, { open: true, demo: true }).seedsDemo).toBe(seedsDemo);
});

test('--no-demo counts whatever the environment says', () => {
  expect(readSettings({ MARGINIQ_DEMO: '1' }, { open: true, demo: false }).seedsDemo).toBe(false);
});

test('either way of saying it keeps the desktop app closed', () => {
  expect(readSettings({ MARGINIQ_NO_OPEN: '1' }, { open: true, demo: true }).open).toBe(false);
  expect(readSettings({}, { open: false, demo: true }).open).toBe(false);
});
