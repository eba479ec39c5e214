import { watchStart } from '@marginiq/ui/watch-start';
import { version } from '../package.json';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

export const startRoot = root;
export const failureHost = { window, version: `admin ${version}`, reload: () => location.reload() };

/** The first thing that is evaluated: what any other module throws is shown from here on. */
export const startWatch = watchStart(root, failureHost);
