import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { credentials } from '../http-call.ts';
import { openRaw, postHead } from '../raw-connection.ts';
import type { Attempt, Scene } from './attempt.ts';
import { attemptOf } from './kinds-of-calls.ts';
import type { Attacker } from './world.ts';

/** More of one thing at the same time than anybody would ask for. */
export interface Flood {
  name: string;
  attempts: Attempt[];
}

const many = (count: number, make: (index: number) => Attempt): Attempt[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A connection that asks for something and then does nothing more, for a while. */
function idle(scene: Scene, by: Attacker | null, name: string, bytes: string): Attempt {
  const send = async () => {
    const raw = openRaw(scene.target.url, bytes);
    raw.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    raw.socket.destroy();
    return { status: 'closed' as const, text: '' };
  };
  return { name, by, sent: () => bytes, send };
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
      attempts: many(120, (index) => {
        const input = login({ email: `flood${index}@nobody.example` });
        return attemptOf(scene, null, { name: 'a flood of sign-ins', path: 'auth.login', type: 'mutation', input });
      }),
    },
    {
      name: 'answers full of issues',
      attempts: many(60, () => {
        const input = { client: 'desktop', refreshToken: null, unanswered: Array(60_000).fill(0) };
        return attemptOf(scene, null, { name: 'a flood of issues', path: 'auth.reportWipe', type: 'mutation', input });
      }),
    },
    {
      name: 'pulls of one person',
      attempts: many(200, () =>
        attemptOf(scene, anna, { name: 'a flood of pulls', path: 'sync.pull', type: 'query', input: pull }),
      ),
    },
    {
      name: 'streams of one device',
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
      attempts: many(150, () =>
        idle(
          scene,
          null,
          'a flood of bodies that do not come',
          postHead('/trpc/auth.login', { 'content-length': 9_000 }),
        ),
      ),
    },
    {
      name: 'pulls that nobody reads, many on each line',
      attempts: many(45, () => {
        const request = `GET /trpc/sync.pull?input=${query} HTTP/1.1\r\nhost: localhost\r\n${asAnna}\r\n`;
        return idle(scene, anna, 'a flood of pulls that nobody reads', request.repeat(50));
      }),
    },
  ];
}
