/**
 * Lets the browser build start without network. A new version is put in place when the app is next opened with no
 * other window, never under somebody who is typing.
 */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register('./sw.js', { scope: './' });
    // Unsent commands live in this origin's storage: ask that the browser does not clear it under pressure.
    await navigator.storage?.persist?.();
  } catch (error) {
    console.warn('The app will not start without network on this device:', error);
  }
}
