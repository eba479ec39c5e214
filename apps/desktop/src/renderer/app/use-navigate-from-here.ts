import { type NavigateOptions, useRouter } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

interface Router {
  latestLocation: { pathname: string };
  navigate: (to: NavigateOptions) => Promise<void>;
}

/** Navigates only if the person is still on the page `here`. */
export async function navigateFrom(router: Router, here: string, to: NavigateOptions): Promise<void> {
  if (router.latestLocation.pathname === here) await router.navigate(to);
}

/**
 * Leads on from the page on which it is used, after work that takes its time. Whoever went elsewhere meanwhile is not
 * pulled back from there.
 */
export function useNavigateFromHere(): (to: NavigateOptions) => Promise<void> {
  const router = useRouter();
  const [here] = useState(() => router.latestLocation.pathname);
  return useCallback((to) => navigateFrom(router, here, to), [router, here]);
}
