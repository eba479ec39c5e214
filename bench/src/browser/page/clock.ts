/** One clock for all pages of a browser, in milliseconds. */
export const clock = (): number => performance.timeOrigin + performance.now();

/** Writes something on the screen, and resolves when it is painted. */
export function painted(text: string): Promise<void> {
  const place = document.getElementById('shown');
  if (place !== null) place.textContent = text;
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
