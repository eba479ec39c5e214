import { useRouterState } from '@tanstack/react-router';

/** A list that a request can be opened from. Kept with the history entry, so that Back and the menu know it. */
export type Section = 'inbox' | 'requests' | 'outbox';

declare module '@tanstack/react-router' {
  interface HistoryState {
    from?: Section;
  }
}

const PATHS = { inbox: '/inbox', requests: '/requests', outbox: '/outbox' } as const;
export const pathOf = (section: Section) => PATHS[section];

/** Which list the current page was opened from; undefined for one that was opened otherwise. */
export function useCameFrom(): Section | undefined {
  return useRouterState({ select: ({ location }) => location.state.from });
}
