import { watchStart } from '@marginiq/ui/watch-start';
import { reloadForMissingChunks } from './missing-chunk.ts';
import { reloadFresh } from './reload-fresh.ts';
import { VERSION } from './version.ts';

/** Read once: a browser that blocks site data throws when the property is read. */
function sessionStorageOrNull(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

export const startRoot = root;
export const failureHost = { window, version: VERSION, reload: () => void reloadFresh() };

/** The first thing that is evaluated: what any other module throws is shown from here on. */
export const startWatch = watchStart(root, failureHost);

document.documentElement.dataset.version = VERSION;
reloadForMissingChunks({
  events: window,
  storage: sessionStorageOrNull(),
  now: Date.now,
  reload: () => location.reload(),
});
