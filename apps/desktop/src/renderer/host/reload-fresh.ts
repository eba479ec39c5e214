/** Loads the program from the server, past whatever this browser kept of it; from what was kept if there is no server. */
export async function reloadFresh(): Promise<void> {
  try {
    const answer = await fetch(`./index.html?fresh=${Date.now()}`, { cache: 'no-store' });
    const registration = answer.ok ? await navigator.serviceWorker?.getRegistration('./') : undefined;
    await registration?.unregister();
  } catch (error) {
    console.warn('The server cannot be asked for the program:', error);
  }
  location.reload();
}
