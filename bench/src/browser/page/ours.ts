import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { filter, firstValueFrom, map } from 'rxjs';
import { v7 } from 'uuid';
import { clock, painted } from './clock.ts';
import { type Account, type Cipher, now, OurClient } from './our-client.ts';

/** Ms until everything is here, and until the first rows of the own requests are painted. */
export async function firstSync(
  account: Account,
  cipher: Cipher = 'sealed',
  name = `ours-${v7()}`,
): Promise<{ ms: number; firstMs: number }> {
  const started = performance.now();
  const ours = await OurClient.open(account, name, cipher);
  const some$ = ours.data.requests$.pipe(filter((views) => views.length > 0));
  const first = firstValueFrom(some$).then(async (views) => {
    await painted(`${views.length} requests`);
    return performance.now() - started;
  });
  await ours.start();
  const ms = performance.now() - started;
  const firstMs = await first;
  await ours.close();
  return { ms, firstMs };
}

let open: OurClient | null = null;
const client = (): OurClient => {
  if (open === null) throw new Error('no client is open in this page');
  return open;
};

/** Opens a client that stays. */
export async function join(account: Account, name: string): Promise<void> {
  open = await OurClient.open(account, name);
  await open.start();
}

export async function goLive(): Promise<void> {
  await client().live();
}

export async function leave(): Promise<void> {
  await client().close();
  open = null;
}

/** When the command was handed to the outbox, by the page's clock. */
export async function submit(command: NewCommand<'request.submit'>): Promise<number> {
  const at = clock();
  await client().outbox.submit(command);
  return at;
}

/** When this page's live data showed the request. */
export async function shows(requestId: string): Promise<number> {
  await firstValueFrom(
    client().data.requests$.pipe(filter((views) => views.some(({ request }) => request.id === requestId))),
  );
  return clock();
}

export const lastPushMs = (): number => client().pushes.at(-1) ?? Number.NaN;

/** Ms to push what waits in the outbox of a client that is in step otherwise. */
export async function pushAll(account: Account, commands: NewCommand<'request.submit'>[]): Promise<number> {
  const name = `push-${v7()}`;
  const before = await OurClient.open(account, name);
  await before.start();
  const entries = commands.map((command, index) => ({
    command: { ...command, id: v7(), deviceId: account.deviceId, deviceSeq: index + 1, madeAt: now() },
    state: 'waiting',
    outcome: null,
  }));
  await before.engine.stop();
  await before.outbox.restore(entries);
  await before.close();
  // As after the program was opened again.
  const ours = await OurClient.open(account, name);
  const started = performance.now();
  ours.engine.start();
  await firstValueFrom(
    ours.outbox.entries$.pipe(
      map((all) => all.filter(({ state }) => state === 'waiting').length),
      filter((waiting) => waiting === 0),
    ),
  );
  const ms = performance.now() - started;
  await ours.close();
  return ms;
}

/** Ms until a client that was away has caught up; the caller makes the changes in between. */
export async function comeBack(account: Account, name: string): Promise<number> {
  const ours = await OurClient.open(account, name);
  const started = performance.now();
  await ours.start();
  const ms = performance.now() - started;
  await ours.close();
  return ms;
}

/** Ms from nothing in memory to all requests of a local database that exists, ready for the screen. */
export async function coldStart(account: Account, name: string, cipher: Cipher = 'sealed'): Promise<number> {
  const started = performance.now();
  const ours = await OurClient.open(account, name, cipher);
  await firstValueFrom(ours.data.requests$.pipe(filter((views) => views.length > 0)));
  const ms = performance.now() - started;
  await ours.close();
  return ms;
}

/** Ms until the newest 50 requests of the client that is open are at hand, as a screen asks for them. */
export async function top50(): Promise<number> {
  const { data } = client();
  const started = performance.now();
  const rows = (await firstValueFrom(data.requests$)).slice(0, 50);
  const ms = performance.now() - started;
  if (rows.length !== 50) throw new Error(`50 rows were asked for, ${rows.length} came`);
  return ms;
}
