import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readServerAddress } from './server-address.ts';

const folderWith = (settings: string | null) => {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-settings-'));
  if (settings !== null) writeFileSync(join(folder, 'settings.json'), settings);
  return folder;
};

describe('readServerAddress', () => {
  it('readServerAddress takes the environment first, then the settings, then this computer', () => {
    const folder = folderWith('{"serverUrl":"https://marginiq.example/"}');
    expect(readServerAddress({ MARGINIQ_SERVER_URL: 'http://localhost:4500' }, folder)).toBe('http://localhost:4500');
    expect(readServerAddress({}, folder)).toBe('https://marginiq.example');
    expect(readServerAddress({}, folderWith(null))).toBe('http://127.0.0.1:4400');
    expect(readServerAddress({}, folderWith('{"updateChannel":"beta"}'))).toBe('http://127.0.0.1:4400');
  });

  it('readServerAddress reads settings that an editor on Windows saved with a byte order mark', () => {
    expect(readServerAddress({}, folderWith('\uFEFF{"serverUrl":"https://marginiq.example"}'))).toBe(
      'https://marginiq.example',
    );
  });

  it.each([
    'http://localhost:4500',
    'http://127.0.0.1',
    'http://127.8.0.1:80',
    'http://[::1]:4400',
    'https://10.0.0.5:8443',
  ])('%s is taken unchanged as a server address', (address) => {
    const { origin } = new URL(address);
    expect(readServerAddress({ MARGINIQ_SERVER_URL: address }, folderWith(null))).toBe(origin);
    expect(readServerAddress({}, folderWith(JSON.stringify({ serverUrl: address })))).toBe(origin);
  });

  it.each([
    'http://marginiq.example',
    'http://10.0.0.5:4400',
    'http://localhost.evil.example',
    'http://127.evil.example',
    'http://127.0.0.1.evil.example',
  ])('readServerAddress refuses %s without https, and says what to do, unless the settings allow it', (address) => {
    const refused = new RegExp(`${address}.*https.*"allowInsecure": true.*settings.json`, 's');
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: address }, folderWith(null))).toThrow(refused);
    expect(() => readServerAddress({}, folderWith(JSON.stringify({ serverUrl: address })))).toThrow(refused);
    const allowing = folderWith(JSON.stringify({ serverUrl: address, allowInsecure: true }));
    expect(readServerAddress({}, allowing)).toBe(address);
    expect(readServerAddress({ MARGINIQ_SERVER_URL: address }, folderWith('{"allowInsecure":true}'))).toBe(address);
  });

  it('an invalid address is reported with its cause and its location', () => {
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'ftp://x' }, folderWith(null))).toThrow(
      'MARGINIQ_SERVER_URL',
    );
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'https://x/path' }, folderWith(null))).toThrow(
      'Set it to an address',
    );
    expect(() => readServerAddress({}, folderWith('{'))).toThrow('settings.json');
    expect(() => readServerAddress({}, folderWith('{"serverUrl":"nowhere"}'))).toThrow('nowhere');
  });

  it('readServerAddress does not treat unreadable settings as missing', () => {
    const folder = folderWith(null);
    mkdirSync(join(folder, 'settings.json'));
    expect(() => readServerAddress({}, folder)).toThrow('settings.json');
  });
});
