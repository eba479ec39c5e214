import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { describe, expect, it } from 'vitest';
import { asarOf } from './asar.mjs';
import { setFuses } from './fuses.mjs';

describe('the Electron for tests', () => {
  it('the Electron for tests gets an archive that Electron’s own tool reads', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'marginiq-asar-')), 'default_app.asar');
    writeFileSync(file, asarOf({ 'package.json': '{"main":"main.js"}', 'main.js': '// Grüße' }));
    expect(listPackage(file, { isPack: false }).sort()).toEqual(['/main.js', '/package.json']);
    expect(extractFile(file, 'main.js').toString()).toBe('// Grüße');
    expect(extractFile(file, 'package.json').toString()).toBe('{"main":"main.js"}');
  });

  it('the Electron for tests has its fuses set from a known state only', () => {
    const program = () => Buffer.from('code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u000810100011 more', 'latin1');
    const mended = program();
    setFuses(mended, { from: '10100011', to: '10110001' });
    expect(mended.toString('latin1')).toContain('10110001 more');
    expect(() => setFuses(mended, { from: '10100011', to: '10110001' })).toThrow('10110001');
    expect(() => setFuses(Buffer.from('nothing'), { from: '1', to: '0' })).toThrow('no fuses');
  });
});
