import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { swallowSecondClicks } from './second-click.ts';

/** As much of an element as a click has to do with. */
class ElementStandIn {
  readonly #parent: ElementStandIn | null;
  readonly #isPressed: boolean;

  constructor(isPressed: boolean, parent: ElementStandIn | null = null) {
    this.#isPressed = isPressed;
    this.#parent = parent;
  }

  closest(_selector: string): ElementStandIn | null {
    return this.#isPressed ? this : (this.#parent?.closest(_selector) ?? null);
  }
}
beforeAll(() => void vi.stubGlobal('Element', ElementStandIn));
afterAll(() => void vi.unstubAllGlobals());

function aPage() {
  const page = new EventTarget();
  const stop = swallowSecondClicks(page as unknown as Document);
  const reached: ElementStandIn[] = [];
  let target = new ElementStandIn(true);
  page.addEventListener('click', () => void reached.push(target));
  const click = (on: ElementStandIn, detail: number) => {
    target = on;
    const event = Object.assign(new Event('click', { cancelable: true }), { detail });
    Object.defineProperty(event, 'target', { value: on });
    page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { click, reached, stop };
}

it('the second click of a double click does not reach what has moved under the pointer', () => {
  const { click, reached } = aPage();
  const [discard, next] = [new ElementStandIn(true), new ElementStandIn(true)];
  expect(click(discard, 1)).toBe(false);
  expect(click(next, 2)).toBe(true);
  expect(click(next, 3)).toBe(true);
  expect(reached).toEqual([discard]);
  // Pressed on purpose, it works.
  expect(click(next, 1)).toBe(false);
  expect(reached).toEqual([discard, next]);
});

it('a double click on one button, by mouse or by key, reaches it twice, wherever in the button it is', () => {
  const { click, reached } = aPage();
  const button = new ElementStandIn(true);
  const [icon, label] = [new ElementStandIn(false, button), new ElementStandIn(false, button)];
  expect([click(icon, 1), click(label, 2), click(button, 0), click(button, 0)]).toEqual([false, false, false, false]);
  expect(reached).toHaveLength(4);
});

it('a click is let through once nobody listens', () => {
  const { click, stop } = aPage();
  click(new ElementStandIn(true), 1);
  stop();
  expect(click(new ElementStandIn(true), 2)).toBe(false);
});
