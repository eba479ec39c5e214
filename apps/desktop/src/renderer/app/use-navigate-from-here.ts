import { type NavigateOptions, useRouter } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

/**
 * Leads on from the page on which it is used, after work that takes its time. Whoever went elsewhere meanwhile is not
 * pulled back from there.
 */
export function useNavigateFromHere(): (to: NavigateOptions) => Promise<void> {
  const router = useRouter();
  const [here] = useState(() => router.latestLocation.pathname);
  return useCallback(
    async (to) => {
      if (router.latestLocation.pathname === here) await router.navigate(to);
    },
    [router, here],
  );
}
