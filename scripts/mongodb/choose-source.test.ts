import { expect, test } from 'vitest';
import { chooseMongoDbSource, type SourceProbes } from './choose-source.mjs';

const nothing: SourceProbes = {
  uri: undefined,
  remembered: undefined,
  hasMongodOnPath: () => false,
  hasOfficialBuild: () => Promise.resolve(false),
  hasWineBuild: () => false,
  canDownloadOfficial: () => Promise.resolve(false),
  canUseWine: () => false,
};
const everything: SourceProbes = {
  uri: 'mongodb://db.example/',
  remembered: undefined,
  hasMongodOnPath: () => true,
  hasOfficialBuild: () => Promise.resolve(true),
  hasWineBuild: () => true,
  canDownloadOfficial: () => Promise.resolve(true),
  canUseWine: () => true,
};

test('the user’s own comes first, then a mongod on the PATH, the official build, Wine', async () => {
  const order: unknown[] = [];
  const probes = { ...everything };
  order.push(await chooseMongoDbSource(probes));
  probes.uri = undefined;
  order.push(await chooseMongoDbSource(probes));
  probes.hasMongodOnPath = () => false;
  order.push(await chooseMongoDbSource(probes));
  probes.hasOfficialBuild = () => Promise.resolve(false);
  probes.hasWineBuild = () => false;
  order.push(await chooseMongoDbSource(probes));
  probes.canDownloadOfficial = () => Promise.resolve(false);
  order.push(await chooseMongoDbSource(probes));
  probes.canUseWine = () => false;
  order.push(await chooseMongoDbSource(probes));
  expect(order).toEqual(['uri', 'path', 'official', 'official', 'wine', undefined]);
});

test('what is in the cache is used without asking the network', async () => {
  const offline: SourceProbes = {
    ...nothing,
    hasWineBuild: () => true,
    canDownloadOfficial: () => Promise.reject(new Error('asked the network')),
  };
  expect(await chooseMongoDbSource(offline)).toBe('wine');
});

test('a data folder stays with the build that made it', async () => {
  const probes = { ...everything, uri: undefined };
  expect(await chooseMongoDbSource({ ...probes, remembered: 'wine' })).toBe('wine');
  expect(await chooseMongoDbSource({ ...probes, remembered: 'official' })).toBe('official');
  // Its build is gone: the usual order.
  expect(await chooseMongoDbSource({ ...probes, remembered: 'wine', hasWineBuild: () => false })).toBe('path');
});
