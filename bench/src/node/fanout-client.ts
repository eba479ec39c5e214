/**
 * Holds the streams of a fan-out, in a process of its own so that reading costs the servers nothing. Messages tell it
 * which streams to open, and which mark in an item to wait for, which is noticed at the item's end.
 */
import { sharedNow } from './shared-clock.ts';
import { type OpenStream, openStream } from './sse-lines.ts';

const OPEN_AT_ONCE = 50;
/** Longer than an item: its mark may have come before its end. */
const TAIL = 8_192;

interface Open {
  kind: 'open';
  url: string;
  tokens: string[];
  /** In the first item. */
  mark: string;
}
interface Await {
  kind: 'await';
  mark: string;
}
type Asked = Open | Await | { kind: 'close' };

let streams: OpenStream[] = [];
let mark = '';
const heard = new Set<number>();
let opened = 0;
let closing = false;

function fail(why: string): void {
  if (closing) return;
  console.error(`a stream of the fan-out failed: ${why}`);
  process.exit(1);
}

function open({ url, tokens, mark: first }: Open): void {
  closing = false;
  opened = 0;
  mark = '';
  let next = 0;
  const tails: string[] = tokens.map(() => '');
  const openNext = () => {
    const index = next;
    next += 1;
    const token = tokens[index];
    if (token === undefined) return;
    let isOpen = false;
    const hears = (text: string) => {
      const seen = `${tails[index]}${text}`;
      tails[index] = seen.slice(-TAIL);
      if (!isOpen) {
        if (!seen.includes(first)) return;
        isOpen = true;
        opened += 1;
        if (opened === tokens.length) process.send?.({ kind: 'opened', count: opened });
        openNext();
      } else if (mark !== '' && !heard.has(index) && seen.endsWith('\n') && seen.includes(mark)) {
        heard.add(index);
        if (heard.size === tokens.length) process.send?.({ kind: 'all', atMs: sharedNow() });
      }
    };
    streams[index] = openStream(url, { authorization: `Bearer ${token}` }, hears, fail);
  };
  for (let started = 0; started < OPEN_AT_ONCE; started += 1) openNext();
}

process.on('message', (asked: Asked) => {
  if (asked.kind === 'open') open(asked);
  if (asked.kind === 'await') {
    heard.clear();
    mark = asked.mark;
    process.send?.({ kind: 'waiting', count: streams.length });
  }
  if (asked.kind === 'close') {
    closing = true;
    for (const stream of streams) stream.close();
    streams = [];
    process.send?.({ kind: 'closed', count: 0 });
  }
});
process.on('disconnect', () => process.exit(0));
