import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import webConfig from '../../apps/desktop/vite.web.config.ts';
import { OLDER_PROTOCOL } from './older-protocol.ts';

const speaksOlderProtocol: Plugin = {
  name: 'older-protocol',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/contract/src/protocol.ts')) return null;
    const older = code.replace(/(PROTOCOL_VERSION = )\d+;/, `$1${OLDER_PROTOCOL};`);
    if (older === code) throw new Error('contract/protocol.ts does not name its version as expected');
    return { code: older, map: null };
  },
};

/** The browser build as an older version of it would be: other files under other names, and an older protocol. */
export default mergeConfig(
  webConfig,
  defineConfig({
    root: fileURLToPath(new URL('../../apps/desktop/src/renderer', import.meta.url)),
    plugins: [speaksOlderProtocol],
  }),
);
