import type { Page } from '@playwright/test';

const MAX_NAMED = 5;

/**
 * What reaches beyond the window's edge on this screen: a page that scrolls sideways, or a text that nobody can read to its end.
 * What scrolls in a box of its own, and what ends in an ellipsis on purpose, does not count.
 */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate((most) => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const mayOverflow = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { overflowX, textOverflow, position } = getComputedStyle(at);
        if (overflowX === 'auto' || overflowX === 'scroll') return true;
        if (overflowX === 'hidden' && textOverflow === 'ellipsis') return true;
        // A menu that is put aside.
        if (position === 'fixed' && at.getBoundingClientRect().right <= 0) return true;
      }
      return false;
    };
    const found = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const isOutside = width > 0 && (right > clientWidth + 1 || left < -1);
      return isOutside && element.checkVisibility({ visibilityProperty: true }) && !mayOverflow(element);
    });
    const named = found.slice(0, most).map((element) => {
      const { right } = element.getBoundingClientRect();
      return `<${element.tagName.toLowerCase()} class="${element.className}"> "${element.textContent?.slice(0, 30)}" ends at ${Math.round(right)}`;
    });
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`, ...named] : named;
  }, MAX_NAMED);
}

/** Fields, buttons and links of the page that lie below a notice. */
export function belowNotices(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const notices = [...document.querySelectorAll('.mantine-Notification-root')].map((one) =>
      one.getBoundingClientRect(),
    );
    const pressed = [...document.querySelectorAll('a, button, input, textarea, select, [role="combobox"]')];
    const isBelow = (element: Element): boolean => {
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      // What has been scrolled under the page's header is not visible.
      const isShown =
        width > 0 && bottom > 60 && top < innerHeight && element.checkVisibility({ visibilityProperty: true });
      return isShown && notices.some((on) => left < on.right && right > on.left && top < on.bottom && bottom > on.top);
    };
    return pressed
      .filter((element) => element.closest('.mantine-Notification-root') === null && isBelow(element))
      .map((element) => `${element.tagName} "${element.getAttribute('aria-label') ?? element.textContent ?? ''}"`);
  });
}
