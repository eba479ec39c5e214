import { describe, expect, it } from 'vitest';
import { areInstalledIn, type Lock } from './packages.ts';

const lock = (packages: Lock['packages']): Lock => ({ packages });
const installed = lock({
  '': {},
  bench: {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0' },
  'old/node_modules/a': { version: '1.0.0' },
});

describe('the packages of an older commit', () => {
  it('the packages of an older commit are those of this tree if each one is here in that version, whatever else is', () => {
    const workspace = { link: true };
    const asked = { '': {}, old: {}, 'node_modules/@marginiq/old': workspace, 'node_modules/a': { version: '1.0.0' } };
    expect(areInstalledIn(lock(asked), installed)).toBe(true);
  });

  it('the packages of an older commit are not those of this tree if one is missing here, or has another version', () => {
    expect(areInstalledIn(lock({ 'node_modules/c': { version: '1.0.0' } }), installed)).toBe(false);
    expect(areInstalledIn(lock({ 'node_modules/b': { version: '2.0.1' } }), installed)).toBe(false);
  });

  it('the packages of an older commit are not those of this tree if a workspace has one of its own', () => {
    expect(areInstalledIn(lock({ 'old/node_modules/a': { version: '1.0.0' } }), installed)).toBe(false);
  });
});
