import { createContext, useContext, useSyncExternalStore } from 'react';
import { type AppUpdate, NO_UPDATE, type UpdateState } from '../host/app-update.ts';

/** Null if the program does not update itself. */
export const UpdateContext = createContext<AppUpdate | null>(null);

export const useAppUpdate = (): AppUpdate | null => useContext(UpdateContext);

export function useUpdateState(update: AppUpdate | null): UpdateState {
  return useSyncExternalStore(
    (onChange) => {
      const subscription = update?.state$.subscribe(onChange);
      return () => subscription?.unsubscribe();
    },
    () => update?.state$.value ?? NO_UPDATE,
  );
}
