import { useRouterState } from '@tanstack/react-router';

/** A list that a request can be opened from. Kept with the history entry, so that Back and the menu know it. */
export type Section = 'inbox' | 'requests' | 'outbox';

declare module '@tanstack/react-router' {
  interface HistoryState {
    from?: Section;
  }
}

/** For a link to a section: by itself it would be the current page on every page below its own as well. */
export const ONLY_ITS_PAGE = { exact: true, includeSearch: false } as const;

const PATHS = { inbox: '/inbox', requests: '/requests', outbox: '/outbox' } as const;
export const pathOf = (section: Section) => PATHS[section];

/** Which list the current page was opened from; undefined for one that was opened otherwise. */
export function useCameFrom(): Section | undefined {
  return useRouterState({ select: ({ location }) => location.state.from });
}

/** The section that a page belongs to: a request to the list that it was opened from. @param sections paths in the menu */
export function sectionAt(path: string, from: Section | undefined, sections: readonly string[]): string | undefined {
  const isOf = (section: string) => path === section || path.startsWith(`${section}/`);
  return from !== undefined && isOf(PATHS.requests) ? PATHS[from] : sections.find(isOf);
}
