import { version } from '../../../package.json';

const build: string | undefined = import.meta.env.VITE_MARGINIQ_BUILD;

/** Which program this is: for details that people copy, and for what another version could not read. */
export const VERSION = build === undefined ? version : `${version} (${build})`;
