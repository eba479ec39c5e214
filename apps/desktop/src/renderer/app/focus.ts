import { useEffect, useRef } from 'react';

/** The page's heading takes the focus when what had it is gone: a screen reader then says where one is. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** The link or button that led to another page is gone there; what the new page focused itself keeps the focus. */
export function useFocusAfterNavigation(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (document.activeElement === null || document.activeElement === document.body) focusHeading();
  }, [path]);
}
