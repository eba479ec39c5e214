import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';

/** The page's heading takes the focus when the focused element is gone: a screen reader then says where one is. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** What had the focus is gone or disabled, and nothing else took it. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Gives the focus to the field or button that carries this `data-part`. */
export function focusPart(part: string): void {
  document.querySelector<HTMLElement>(`[data-part="${part}"]`)?.focus();
}

/**
 * A button that is busy, or gone with what it did, loses the focus, and then a keyboard is nowhere on the page. Gives it back to
 * the button, or to the heading if that is gone, unless something else has taken it.
 * @returns to be called when an action begins
 */
export function useFocusAfterAction(): () => void {
  const pressed = useRef<HTMLElement | null>(null);
  const restore = useCallback(() => {
    const button = pressed.current;
    if (button === null || !isFocusLost() || (button.isConnected && button.matches(':disabled'))) return;
    pressed.current = null;
    if (button.isConnected) button.focus({ preventScroll: true });
    else focusHeading();
  }, []);
  useEffect(restore);
  // What had the focus may go together with the component that began the action.
  useEffect(() => restore, [restore]);
  useEffect(() => {
    // Whoever clicks elsewhere does not want it back.
    const forget = () => {
      pressed.current = null;
    };
    document.addEventListener('pointerdown', forget, true);
    return () => document.removeEventListener('pointerdown', forget, true);
  }, []);
  return useCallback(() => {
    const { activeElement } = document;
    pressed.current = activeElement instanceof HTMLElement && !isFocusLost() ? activeElement : null;
  }, []);
}

/**
 * The link or button that led to another page is gone there; what the new page focused itself keeps the focus. Looked at when the
 * page has been drawn: the address changes while the page before is still shown.
 */
export function useFocusAfterNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged }) => {
        if (pathChanged && isFocusLost()) focusHeading();
      }),
    [router],
  );
}
