import { useRouterState } from '@tanstack/react-router';
import { createContext, useCallback, useContext, useState } from 'react';

/**
 * What was searched for in a list, by its entry in the history: Back finds it again, and a new visit begins with nothing.
 * In memory and not in the address, because a browser writes addresses to the disk in the clear.
 */
export type ListMemory = Map<string, string>;

export const ListMemoryContext = createContext<ListMemory>(new Map());

export function useRememberedWords(): [string, (words: string) => void] {
  const memory = useContext(ListMemoryContext);
  const entry = useRouterState({ select: ({ location }) => location.state.__TSR_key ?? location.href });
  const [shown, setShown] = useState({ entry, words: memory.get(entry) ?? '' });
  const words = shown.entry === entry ? shown.words : (memory.get(entry) ?? '');
  const setWords = useCallback(
    (next: string) => {
      memory.set(entry, next);
      setShown({ entry, words: next });
    },
    [memory, entry],
  );
  return [words, setWords];
}
