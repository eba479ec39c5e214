import type { WebContents } from 'electron';
import { ourPage } from './our-page.ts';

/** Addresses that may be handed to the system's browser. */
export function mayOpenOutside(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

/** Keeps a window on its own page: everything else goes to the system's browser, or nowhere. */
export function guardNavigation(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  { pageOrigin, openOutside }: { pageOrigin: string; openOutside: (address: string) => void },
): void {
  const isOurPage = ourPage(pageOrigin);
  const leave = (address: string) => {
    if (mayOpenOutside(address)) openOutside(address);
  };
  contents.on('will-navigate', (event) => {
    if (isOurPage(event.url)) return;
    event.preventDefault();
    leave(event.url);
  });
  contents.setWindowOpenHandler(({ url }) => {
    leave(url);
    return { action: 'deny' };
  });
}
