/**
 * @typedef {object} ProvidedElectron
 * @property {string} program path of the executable
 * @property {boolean} isTestBuild an old build, for tests only
 *
 * @typedef {{ program: undefined, why: string }} NoElectron
 *
 * @typedef {object} ElectronSources
 * @property {() => string | undefined} findOwn Electron's own program, already on this machine
 * @property {() => Promise<string | undefined>} downloadOwn undefined when it cannot be reached
 * @property {() => string | undefined} findTestBuild fetched before
 * @property {boolean} canUseTestBuild there is one for this system
 * @property {() => Promise<string>} fetchTestBuild
 * @property {(program: string) => Promise<void>} makeStart installs what the system lacks for it, or throws
 */

/**
 * The first available Electron: its own program, its own program downloaded, the build for tests. A test build that was
 * fetched before implies that the download could not be reached here; it is not waited for at every start.
 * @param {ElectronSources} sources
 * @returns {Promise<ProvidedElectron | NoElectron>}
 */
export async function chooseElectron(sources) {
  const fetchedBefore = sources.findTestBuild();
  const own = sources.findOwn() ?? (fetchedBefore === undefined ? await sources.downloadOwn() : undefined);
  if (own !== undefined) {
    await sources.makeStart(own);
    return { program: own, isTestBuild: false };
  }
  if (!sources.canUseTestBuild) {
    return {
      program: undefined,
      why: 'its download cannot be reached, and there is no build for tests for this system',
    };
  }
  const program = fetchedBefore ?? (await sources.fetchTestBuild());
  await sources.makeStart(program);
  return { program, isTestBuild: true };
}
