import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnsentByServer } from './unsent-by-server.ts';

const BEFORE = 'https://before.example';
const NOW = 'https://now.example';
const aFile = () => join(mkdtempSync(join(tmpdir(), 'marginiq-unsent-')), 'unsent.json');

describe('what waits for a server', () => {
  it('unsent work is reported with its server’s address once the program is set up for another one, across restarts', () => {
    const file = aFile();
    new UnsentByServer(file).note(BEFORE, 3);
    expect(new UnsentByServer(file).except(NOW)).toEqual([{ address: BEFORE, unsent: 3 }]);
    expect(new UnsentByServer(file).except(BEFORE)).toEqual([]);
  });

  it('unsent work is no longer reported once all of it was sent, and is unknown while it cannot be counted', () => {
    const notes = new UnsentByServer(aFile());
    notes.note(BEFORE, 3);
    notes.note(NOW, 1);
    notes.note(BEFORE, null);
    expect(notes.except(NOW)).toEqual([{ address: BEFORE, unsent: null }]);
    notes.note(BEFORE, 0);
    expect(notes.except(NOW)).toEqual([]);
    expect(notes.except(BEFORE)).toEqual([{ address: NOW, unsent: 1 }]);
  });

  it('what waits for a server is this server’s own under each of its names', () => {
    const notes = new UnsentByServer(aFile());
    notes.note('http://127.0.0.1:4400', 2);
    expect(notes.except('http://localhost:4400')).toEqual([]);
    notes.note('http://localhost:4400', 0);
    expect(notes.except(NOW)).toEqual([]);
  });

  it('unsent work is not reported from a damaged file, and a full disk fails nobody', () => {
    const file = aFile();
    writeFileSync(file, '{"half":');
    const notes = new UnsentByServer(file);
    expect(notes.except(NOW)).toEqual([]);
    notes.note(BEFORE, 1);
    expect(notes.except(NOW)).toEqual([{ address: BEFORE, unsent: 1 }]);
    mkdirSync(`${file}.draft`);
    notes.note(BEFORE, 2);
    expect(notes.except(NOW)).toEqual([{ address: BEFORE, unsent: 1 }]);
  });
});
