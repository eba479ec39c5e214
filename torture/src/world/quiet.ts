import { setTimeout as wait } from 'node:timers/promises';
import { NO_NETWORK_FAULTS } from '../client/faulty-transport.ts';
import { NO_WRITE_FAULTS } from '../client/write-port.ts';
import { LawBrokenError } from '../laws/check-laws.ts';
import type { Member, World } from './world.ts';

const WAKE_MS = 1_500;
const LOOK_MS = 150;

/** Why a client is not quiet yet; null when it is. */
async function unquiet(world: World, member: Member): Promise<string | null> {
  const { client, company } = member;
  if (world.ended.has(member)) {
    if (!client.running) client.start();
    return client.wiped ? null : `${client.name} was revoked and is not wiped`;
  }
  try {
    const { who, status, cursor, waiting } = await client.state();
    const seq = await company.seq();
    if (who !== client.who) return `${client.name} is not signed in`;
    if (waiting > 0)
      return `${client.name} waits with ${waiting} commands (${status.phase} ${status.fault} ${status.message})`;
    if (cursor?.seq !== seq)
      return `${client.name} stands at ${cursor?.seq} of ${seq} (${status.phase} ${status.fault} ${status.message})`;
    return status.phase === 'synced' ? null : `${client.name} is ${status.phase} ${status.fault} ${status.message}`;
  } catch (error) {
    if (!client.running) client.start();
    return `${client.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function calm({ client }: Member): Promise<void> {
  if (!client.running) client.start();
  await client.call('thaw', null).catch(() => undefined);
  await client.call('network', NO_NETWORK_FAULTS).catch(() => undefined);
  await client.call('writes', NO_WRITE_FAULTS).catch(() => undefined);
  // Signed out for a while, or somebody else still is who is signed in. Whether it comes about is seen by its state.
  void client.be(client.who).catch(() => undefined);
}

/**
 * Ends every fault and waits until every client is in step with the server and has nothing left to send.
 * @throws LawBrokenError if that does not happen: a command that is never settled, a client that never converges
 */
export async function quiet(world: World, { withinMs = 90_000, wake = true } = {}): Promise<void> {
  await world.mend();
  const { members } = world;
  await Promise.all(members.map(calm));
  const deadline = performance.now() + withinMs;
  for (let woken = Number.NEGATIVE_INFINITY; ; await wait(LOOK_MS)) {
    const reasons = (await Promise.all(members.map((member) => unquiet(world, member)))).filter(
      (reason) => reason !== null,
    );
    if (reasons.length === 0) return;
    const now = performance.now();
    if (process.env.TORTURE_DEBUG) console.log(Math.round(now), reasons.join(' | '));
    if (now > deadline)
      throw new LawBrokenError(reasons.map((reason) => `law 2: not quiet after ${withinMs} ms: ${reason}`));
    if (!wake || now - woken < WAKE_MS) continue;
    woken = now;
    await Promise.all(members.map(({ client }) => client.call('wake', null).catch(() => undefined)));
  }
}
