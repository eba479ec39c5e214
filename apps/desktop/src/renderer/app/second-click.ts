/**
 * A double click is one thing that somebody does. If the first click takes its row away, the next row moves under the pointer, and
 * the second click would press what nobody aimed at: it would discard the next draft, or open it. Such a click is swallowed.
 */
const PRESSED = 'a, button, input, select, textarea, label, summary, [role]';

const pressedBy = ({ target }: Event): Element | null =>
  target instanceof Element ? (target.closest(PRESSED) ?? target) : null;

/** @returns stops listening */
export function swallowSecondClicks(page: Pick<Document, 'addEventListener' | 'removeEventListener'>): () => void {
  let first: Element | null = null;
  const listener = (event: MouseEvent) => {
    // Browsers count by place and time, whatever is there; a key press counts none.
    if (event.detail <= 1) {
      first = pressedBy(event);
      return;
    }
    if (pressedBy(event) === first) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  page.addEventListener('click', listener, { capture: true });
  return () => page.removeEventListener('click', listener, { capture: true });
}
