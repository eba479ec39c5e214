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
  it('takes the environment first, then the settings, then this computer', () => {
    const folder = folderWith('{"serverUrl":"https://marginiq.example/"}');
    expect(readServerAddress({ MARGINIQ_SERVER_URL: 'http://localhost:4500' }, folder)).toBe('http://localhost:4500');
    expect(readServerAddress({}, folder)).toBe('https://marginiq.example');
    expect(readServerAddress({}, folderWith(null))).toBe('http://127.0.0.1:4400');
    expect(readServerAddress({}, folderWith('{"updateChannel":"beta"}'))).toBe('http://127.0.0.1:4400');
  });

  it('reads settings that an editor on Windows saved with a byte order mark', () => {
    expect(readServerAddress({}, folderWith('\uFEFF{"serverUrl":"https://marginiq.example"}'))).toBe(
      'https://marginiq.example',
    );
  });

  it('says what is wrong and where it stands', () => {
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'ftp://x' }, folderWith(null))).toThrow(
      'MARGINIQ_SERVER_URL',
    );
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'https://x/path' }, folderWith(null))).toThrow(
      'Set it to an address',
    );
    expect(() => readServerAddress({}, folderWith('{'))).toThrow('settings.json');
    expect(() => readServerAddress({}, folderWith('{"serverUrl":"nowhere"}'))).toThrow('nowhere');
  });

  it('does not treat unreadable settings as missing', () => {
    const folder = folderWith(null);
    mkdirSync(join(folder, 'settings.json'));
    expect(() => readServerAddress({}, folder)).toThrow('settings.json');
  });
});
