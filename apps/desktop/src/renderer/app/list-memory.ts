import { useRouterState } from '@tanstack/react-router';
import { createContext, useCallback, useContext, useState } from 'react';

/**
 * A list's search text, keyed by its history entry: Back restores it, and a new visit begins empty. In memory and not in
 * the address, because a browser writes addresses to the disk unencrypted.
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
