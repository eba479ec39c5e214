/**
 * The source of MongoDB, first match wins (docs/developers/architecture.md): the user's own by `MONGODB_URI`, a `mongod` on the
 * PATH, the official build, and the official Windows build under Wine if only package registries can be reached.
 *
 * @typedef {'uri' | 'path' | 'official' | 'wine'} SourceKind
 *
 * @typedef {object} SourceProbes the questions to the machine, so that the choice is tested without one
 * @property {string | undefined} uri value of MONGODB_URI
 * @property {SourceKind | undefined} remembered what the data folder was made with
 * @property {() => boolean} hasMongodOnPath
 * @property {() => Promise<boolean>} hasOfficialBuild already in the cache
 * @property {() => boolean} hasWineBuild already in the cache, and Wine installed
 * @property {() => Promise<boolean>} canDownloadOfficial its host answers
 * @property {() => boolean} canUseWine Linux on x64
 */

/**
 * @param {SourceProbes} probes
 * @returns {Promise<SourceKind | undefined>} undefined: there is no way to get one
 */
export async function chooseMongoDbSource(probes) {
  if (probes.uri) return 'uri';
  // A data folder stays with the build that made it while that build is there: MongoDB does not open the files of
  // a newer version, and asking the network again would slow every start down.
  if (probes.remembered === 'official' && (await probes.hasOfficialBuild())) return 'official';
  if (probes.remembered === 'wine' && probes.hasWineBuild()) return 'wine';
  if (probes.hasMongodOnPath()) return 'path';
  if (await probes.hasOfficialBuild()) return 'official';
  if (probes.hasWineBuild()) return 'wine';
  if (await probes.canDownloadOfficial()) return 'official';
  return probes.canUseWine() ? 'wine' : undefined;
}
