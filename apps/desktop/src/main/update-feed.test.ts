import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUpdateFeed } from './update-feed.ts';

function makeFolder(file: string | null, text = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-feed-'));
  if (file !== null) writeFileSync(join(folder, file), text);
  return folder;
}
const settings = (content: object) => makeFolder('settings.json', JSON.stringify(content));

const packaged = () => makeFolder('app-update.yml');

describe('readUpdateFeed', () => {
  it('readUpdateFeed looks for no updates where the package was built without a place to publish', () => {
    expect(readUpdateFeed(makeFolder(null), makeFolder(null))).toBeNull();
    expect(readUpdateFeed(settings({ updateUrl: 'https://updates.example' }), makeFolder(null))).toBeNull();
  });

  it('readUpdateFeed takes the address in the settings before the one in the package', () => {
    const updateUrl = 'https://updates.example/marginiq';
    expect(readUpdateFeed(settings({ updateUrl, updateChannel: 'beta' }), packaged())).toEqual({
      url: updateUrl,
      channel: 'beta',
    });
    expect(readUpdateFeed(makeFolder(null), packaged())).toEqual({ url: null, channel: null });
  });

  it('readUpdateFeed takes programs over a plain line from this computer only', () => {
    expect(readUpdateFeed(settings({ updateUrl: 'http://127.0.0.1:4411/' }), packaged())?.url).toContain('4411');
    for (const updateUrl of ['http://updates.example/', 'file:///tmp/', 'nowhere', 'http://127.0.0.1.example/']) {
      expect(() => readUpdateFeed(settings({ updateUrl }), packaged())).toThrow('updateUrl');
    }
  });

  it('readUpdateFeed refuses a channel that could lead elsewhere', () => {
    expect(() => readUpdateFeed(settings({ updateChannel: '../x' }), packaged())).toThrow('settings.json');
  });
});
