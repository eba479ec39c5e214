import { once } from 'node:events';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { credentials } from '../http-call.ts';
import { openRaw, postHead } from '../raw-connection.ts';
import type { Attempt, Scene } from './attempt.ts';
import { attemptOf } from './kinds-of-calls.ts';

/** More of one thing at the same time than anybody would ask for. */
export interface Flood {
  name: string;
  attempts: Attempt[];
  /** Bytes of connections that ask for something and then do nothing more: they are held while others are looked after. */
  held: string[];
}

const many = (count: number, make: (index: number) => Attempt): Attempt[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Holds connections on which nobody reads. @returns how to end them; resolves once they are gone */
export async function hold(url: string, held: readonly string[]): Promise<() => Promise<void>> {
  const raws = held.map((bytes) => openRaw(url, bytes));
  for (const { socket } of raws) socket.pause();
  await Promise.all(raws.map(({ socket, closed }) => Promise.race([closed, once(socket, 'ready').catch(() => null)])));
  return async () => {
    for (const { socket } of raws) socket.destroy();
    await Promise.all(raws.map(({ closed }) => closed));
  };
}

export function floodsOf(scene: Scene): Flood[] {
  const { ours, people } = scene;
  const [anna] = people;
  const login = (change: Record<string, unknown>) => credentials(ours.company, ours.company.person('Anna'), change);
  const pull = { protocol: PROTOCOL_VERSION, cursor: null };
  const query = encodeURIComponent(JSON.stringify(pull));
  const asAnna = `authorization: Bearer ${anna.token}\r\n`;
  return [
    {
      name: 'sign-ins to accounts that nobody has',
      held: [],
      attempts: many(120, (index) => {
        const input = login({ email: `flood${index}@nobody.example` });
        return attemptOf(scene, null, { name: 'a flood of sign-ins', path: 'auth.login', type: 'mutation', input });
      }),
    },
    {
      name: 'answers full of issues',
      held: [],
      attempts: many(60, () => {
        const input = { client: 'desktop', refreshToken: null, unanswered: Array(60_000).fill(0) };
        return attemptOf(scene, null, { name: 'a flood of issues', path: 'auth.reportWipe', type: 'mutation', input });
      }),
    },
    {
      name: 'pulls of one person',
      held: [],
      attempts: many(200, () =>
        attemptOf(scene, anna, { name: 'a flood of pulls', path: 'sync.pull', type: 'query', input: pull }),
      ),
    },
    {
      name: 'streams of one device',
      held: [],
      attempts: many(60, () =>
        attemptOf(scene, anna, {
          name: 'a flood of streams',
          path: 'sync.stream',
          type: 'subscription',
          input: { protocol: PROTOCOL_VERSION },
        }),
      ),
    },
    {
      name: 'bodies that do not come',
      attempts: [],
      held: Array(150).fill(postHead('/trpc/auth.login', { 'content-length': 9_000 })),
    },
    {
      name: 'pulls that nobody reads, many on each line',
      attempts: [],
      held: Array(45).fill(
        `GET /trpc/sync.pull?input=${query} HTTP/1.1\r\nhost: localhost\r\n${asAnna}\r\n`.repeat(50),
      ),
    },
  ];
}
