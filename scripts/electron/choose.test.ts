import { describe, expect, it, vi } from 'vitest';
import { chooseElectron, type ElectronSources } from './choose.mjs';

function sources(given: Partial<ElectronSources> = {}) {
  return {
    findOwn: () => undefined,
    downloadOwn: vi.fn(async (): Promise<string | undefined> => undefined),
    findTestBuild: () => undefined,
    canUseTestBuild: true,
    fetchTestBuild: vi.fn(async () => '/cache/electron'),
    makeStart: vi.fn(async () => undefined),
    ...given,
  };
}

describe('the choice of an Electron', () => {
  it('the choice of an Electron takes Electron’s own program and fetches nothing', async () => {
    const given = sources({ findOwn: () => '/own/electron', findTestBuild: () => '/cache/electron' });
    expect(await chooseElectron(given)).toEqual({ program: '/own/electron', isTestBuild: false });
    expect(given.downloadOwn).not.toHaveBeenCalled();
    expect(given.fetchTestBuild).not.toHaveBeenCalled();
  });

  it('the choice of an Electron tries to download Electron’s own program before the test build', async () => {
    const given = sources({ downloadOwn: async () => '/own/electron' });
    expect(await chooseElectron(given)).toEqual({ program: '/own/electron', isTestBuild: false });
    expect(given.fetchTestBuild).not.toHaveBeenCalled();
  });

  it('the choice of an Electron fetches the test build only when the download cannot be reached, and says that it is one', async () => {
    expect(await chooseElectron(sources())).toEqual({ program: '/cache/electron', isTestBuild: true });
  });

  it('the choice of an Electron does not wait for the download again once the test build was fetched', async () => {
    const given = sources({ findTestBuild: () => '/cache/electron' });
    expect(await chooseElectron(given)).toEqual({ program: '/cache/electron', isTestBuild: true });
    expect(given.downloadOwn).not.toHaveBeenCalled();
    expect(given.fetchTestBuild).not.toHaveBeenCalled();
  });

  it('the choice of an Electron says why there is none on a system without a test build', async () => {
    const given = sources({ canUseTestBuild: false });
    expect(await chooseElectron(given)).toMatchObject({
      program: undefined,
      why: expect.stringContaining('cannot be'),
    });
    expect(given.fetchTestBuild).not.toHaveBeenCalled();
  });

  it('the choice of an Electron offers no program that does not start, be it Electron’s own', async () => {
    const makeStart = vi.fn(async () => {
      throw new Error('libnss3 is missing');
    });
    await expect(chooseElectron(sources({ findOwn: () => '/own/electron', makeStart }))).rejects.toThrow('libnss3');
    expect(makeStart).toHaveBeenCalledWith('/own/electron');
    await expect(chooseElectron(sources({ makeStart }))).rejects.toThrow('libnss3');
  });
});
