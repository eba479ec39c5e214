/**
 * The people of a sales day, in a process of their own. Each has a stream open, and acts after a time of thought:
 * mostly a look for what is new, now and then a request, a decision, a renewed session.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { openStream } from '../node/sse-lines.ts';
import { inputOf } from '../node/trpc-call.ts';
import { Person, type SimulatedUser } from './simulated-user.ts';

export interface Day {
  kind: 'day';
  url: string;
  users: SimulatedUser[];
  rampMs: number;
  measureMs: number;
  /** From the shortest to the longest time of thought. */
  thinkMs: [number, number];
  /** Whether a hint of news is followed by a pull, as the apps do; within this time, at random. */
  followWithinMs: number | null;
}

export interface DayReport {
  kind: 'report';
  /** Milliseconds of each request while it was measured, by what it was. */
  latencies: Record<string, number[]>;
  errors: string[];
  /** Requests of the ramp, which count for errors alone. */
  before: number;
}

const REFRESH_SHARE = 0.03;
const WORK_SHARE = 0.3;

const latencies: Record<string, number[]> = {};
const errors: string[] = [];
let before = 0;
let measuring = false;
let over = false;

async function timed(kind: string, act: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const counts = measuring;
  try {
    await act();
  } catch (error) {
    errors.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const taken = performance.now() - started;
  if (!counts) before += 1;
  else if (latencies[kind] === undefined) latencies[kind] = [taken];
  else latencies[kind].push(taken);
}

function act(person: Person): Promise<void> {
  const dice = Math.random();
  if (dice < REFRESH_SHARE) return timed('refresh', () => person.refresh());
  if (dice < REFRESH_SHARE + WORK_SHARE) {
    if (person.decides) return timed('decide', () => person.decide());
    if (person.sells) return timed('submit', () => person.submit());
  }
  return timed('pull', () => person.pull());
}

/** The stream is read, and followed by a pull where that is asked for; hints that come meanwhile fold into one. */
function listen(url: string, person: Person, followWithinMs: number | null): void {
  let following = false;
  const hears = () => {
    if (followWithinMs === null || following || over) return;
    following = true;
    setTimeout(() => {
      following = false;
      if (!over) void timed('follow', () => person.pull());
    }, Math.random() * followWithinMs);
  };
  openStream(
    `${url}/trpc/sync.stream${inputOf({ protocol: PROTOCOL_VERSION })}`,
    { authorization: `Bearer ${person.token}` },
    hears,
    (why) => {
      if (!over) errors.push(`stream: ${why}`);
    },
  );
}

async function live(
  { url, rampMs, thinkMs: [shortest, longest], followWithinMs }: Day,
  user: SimulatedUser,
): Promise<void> {
  const person = new Person(url, user);
  await wait(Math.random() * rampMs);
  if (user.signIn !== null) await timed('signIn', () => person.signIn());
  await timed('first pull', () => person.pull());
  listen(url, person, followWithinMs);
  while (!over) {
    await wait(shortest + Math.random() * (longest - shortest));
    if (!over) await act(person);
  }
}

process.on('message', async (day: Day) => {
  for (const user of day.users) void live(day, user);
  // After the ramp everybody has thought once, so that the day is in progress.
  await wait(day.rampMs + day.thinkMs[1]);
  measuring = true;
  process.send?.({ kind: 'measuring', count: day.users.length });
  await wait(day.measureMs);
  measuring = false;
  over = true;
  // Earlier requests are still answered, and count.
  await wait(2_000);
  process.send?.({ kind: 'report', latencies, errors, before } satisfies DayReport, () => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
