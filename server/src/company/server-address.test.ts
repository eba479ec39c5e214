import { describe, expect, it } from 'vitest';
import { serverAddress } from './server-address.ts';

describe('the address that links are made from', () => {
  it.each([
    ['https://marginiq.acme.example', 'https://marginiq.acme.example/admin/password#x', 0],
    ['https://marginiq.acme.example/', 'https://marginiq.acme.example/admin/password#x', 0],
    ['http://127.0.0.1:4400', 'http://127.0.0.1:4400/admin/password#x', 1],
    ['http://localhost:4400', 'http://localhost:4400/admin/password#x', 1],
    ['http://[::1]:4400', 'http://[::1]:4400/admin/password#x', 1],
    ['http://server.intern:4400', 'http://server.intern:4400/admin/password#x', 1],
  ])('%s', (text, link, notes) => {
    const address = serverAddress(text);
    expect(address.linkOf('x')).toBe(link);
    expect(address.notes).toHaveLength(notes);
  });

  it.each([
    '',
    'marginiq.acme.example',
    'ftp://acme.example',
    'https://acme.example/app',
    'https://a:b@acme.example',
    'https://acme.example/?x',
  ])('%j is refused with what to give', (text) => {
    expect(() => serverAddress(text)).toThrow('as in https://marginiq.acme.example');
  });
});
