import { mkdtempSync, writeFileSync } from 'node:fs';
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
  });

  it('says what is wrong and where it stands', () => {
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'ftp://x' }, folderWith(null))).toThrow(
      'MARGINIQ_SERVER_URL',
    );
    expect(() => readServerAddress({ MARGINIQ_SERVER_URL: 'https://x/path' }, folderWith(null))).toThrow(
      'Give an address',
    );
    expect(() => readServerAddress({}, folderWith('{'))).toThrow('settings.json');
    expect(() => readServerAddress({}, folderWith('{"serverUrl":"nowhere"}'))).toThrow('nowhere');
  });
});
