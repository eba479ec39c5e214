import { describe, expect, it } from 'vitest';
import { matches, searchKey, searchWords } from './search-text.ts';

const finds = (typed: string, text: string) => matches(searchKey(text), searchWords(typed));

describe('search', () => {
  it.each([
    ['stahlbau hansa', 'Hansa Stahlbau GmbH'],
    ['hansa stahl', 'Hansa Stahlbau GmbH'],
    ['kusten', 'Küstenbau Rügen'],
    ['kuesten', 'Küstenbau Rügen'],
    ['KÜSTEN', 'Küstenbau Rügen'],
    ['mueller', 'Müller & Söhne'],
    ['muller sohne', 'Müller & Söhne'],
    ['müller', 'Mueller OHG'],
    ['strasse', 'Hohe Straße 4'],
    ['straße', 'Hohe Strasse 4'],
    ['cafe', 'Café Central'],
    ['malmo', 'Malmö Stål'],
    ['staal', 'Malmö Stål'],
    ['sorensen', 'Sørensen A/S'],
    ['soerensen', 'Sørensen A/S'],
    ['lodz', 'Łódź'],
    ['sao paulo', 'São Paulo'],
    ['c-1042', 'Nordwind · C-1042'],
    ['', 'Anything'],
    ['  hansa  ', 'Hansa Stahlbau'],
  ])('"%s" finds "%s"', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([
    ['hansa holz', 'Hansa Stahlbau GmbH'],
    ['muller', 'Miller'],
    ['x', 'Hansa'],
  ])('"%s" does not find "%s"', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });

  it('a letter typed with a combining mark finds the composed letter', () => {
    expect(finds('Mu\u0308ller', 'M\u00fcller')).toBe(true);
    expect(finds('mueller', 'Mu\u0308ller')).toBe(true);
  });
});
