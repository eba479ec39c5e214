import type { WebContents } from 'electron';

/** Addresses that may be handed to the system's browser. */
export function mayOpenOutside(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

/** Keeps a window on its own page: everything else goes to the system's browser, or nowhere. */
export function guardNavigation(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  { pageOrigin, openOutside }: { pageOrigin: string; openOutside: (address: string) => void },
): void {
  const leave = (address: string) => {
    if (mayOpenOutside(address)) openOutside(address);
  };
  contents.on('will-navigate', (event) => {
    if (event.url.startsWith(`${pageOrigin}/`)) return;
    event.preventDefault();
    leave(event.url);
  });
  contents.setWindowOpenHandler(({ url }) => {
    leave(url);
    return { action: 'deny' };
  });
}
