import { APP_ORIGIN } from './app-protocol.ts';

/**
 * The origin of the program's page, without a trailing slash. electron-vite serves it during development; a packaged program
 * serves itself, whatever the environment says: its page may ask for the session.
 */
export function pageOriginOf(isPackaged: boolean, { ELECTRON_RENDERER_URL: url }: NodeJS.ProcessEnv): string {
  return isPackaged || url === undefined ? APP_ORIGIN : new URL(url).origin;
}

/** Whether an address is the program's own page. With the slash: `app://marginiq.example` begins like ours, and is not. */
export const ourPage =
  (pageOrigin: string) =>
  (url: string): boolean =>
    url.startsWith(`${pageOrigin}/`);
