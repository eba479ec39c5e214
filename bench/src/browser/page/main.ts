import * as floor from './floor.ts';
import * as ours from './ours.ts';
import * as pouch from './pouch-peer.ts';
import * as rxdb from './rxdb-peer.ts';

const bench = { ours, rxdb, pouch, floor };
export type PageBench = typeof bench;

declare global {
  interface Window {
    bench: PageBench;
  }
}
window.bench = bench;
