import { expect, it } from 'vitest';
import { OptionIndex } from './option-index.ts';
import { searchedWords, settleOnEnter, settleOnLeaving } from './search-choice.ts';

const NAMES = ['Hansa Klinik', 'Nordwind Klinik', 'Gloria'];
const index = new OptionIndex(
  NAMES.map((name) => ({ id: name, name })),
  ({ name }) => ({ label: name, names: [name], others: [] }),
);
const search = (words: string | null, shown: string | null = null) => ({
  words,
  shown,
  find: (text: string) => index.find(text),
});

it('Enter takes the first match of the words typed, whether there are one or several', () => {
  expect(settleOnEnter(search('hansa'))).toEqual({ kind: 'chosen', id: 'Hansa Klinik' });
  expect(settleOnEnter(search('klinik'))).toEqual({ kind: 'chosen', id: 'Hansa Klinik' });
});

it('leaving the field takes the match if it is the only one', () => {
  expect(settleOnLeaving(search(' glor'))).toEqual({ kind: 'chosen', id: 'Gloria' });
});

it('leaving the field chooses nothing if the words match several, and names the words', () => {
  expect(settleOnLeaving(search('klinik '))).toEqual({ kind: 'unclear', words: 'klinik' });
});

it('words that match nothing choose nothing, and are named', () => {
  expect(settleOnEnter(search('zzz'))).toEqual({ kind: 'unclear', words: 'zzz' });
  expect(settleOnLeaving(search('zzz'))).toEqual({ kind: 'unclear', words: 'zzz' });
});

it.each([null, '', '  '])('an empty search (%j) chooses nothing, neither by Enter nor by leaving', (words) => {
  expect(settleOnEnter(search(words))).toEqual({ kind: 'nothing' });
  expect(settleOnLeaving(search(words))).toEqual({ kind: 'nothing' });
});

it('the text of the earlier choice, typed back, is no search', () => {
  expect(settleOnEnter(search('Hansa · Bremen', 'Hansa · Bremen'))).toEqual({ kind: 'nothing' });
  expect(settleOnLeaving(search('Hansa · Bremen', 'Hansa · Bremen'))).toEqual({ kind: 'nothing' });
});

it('nothing takes the place of what was meant and is on another line already', () => {
  const find = (text: string) => index.find(text, new Map([['Hansa Klinik', 1]]));
  for (const words of ['hansa', 'klinik']) {
    expect(settleOnEnter({ words, shown: null, find })).toEqual({ kind: 'unclear', words });
    expect(settleOnLeaving({ words, shown: null, find })).toEqual({ kind: 'unclear', words });
  }
  expect(settleOnEnter({ words: 'nordwind', shown: null, find })).toEqual({ kind: 'chosen', id: 'Nordwind Klinik' });
  expect(settleOnLeaving({ words: 'nordwind', shown: null, find })).toEqual({ kind: 'chosen', id: 'Nordwind Klinik' });
});

it('words in a field are a search while they are more than blank, and not what is chosen', () => {
  expect(searchedWords('Hansa Klinik', 'zzz ')).toBe('zzz');
  expect(searchedWords(null, 'zzz')).toBe('zzz');
  for (const blank of ['', ' ']) expect(searchedWords('Hansa Klinik', blank)).toBeNull();
  expect(searchedWords('Hansa Klinik', 'Hansa Klinik')).toBeNull();
});
