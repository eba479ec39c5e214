import 'fake-indexeddb/auto';

// RxDB's channel between windows uses the browser's own BroadcastChannel if it finds a `self`, as in production, and
// otherwise a slow substitute on IndexedDB.
Object.assign(globalThis, { self: globalThis });

// RxDB's free storage prints an advertisement once in every process; a test's output is for what the test says.
const warn = console.warn;
console.warn = (...args: unknown[]) => {
  if (!String(args[0]).includes('RxDB Open Core RxStorage')) warn(...args);
};
