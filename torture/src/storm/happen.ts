import { setTimeout as wait } from 'node:timers/promises';
import { setCompanyStatus } from '@marginiq/server/admin/company-status';
import { systemClock } from '@marginiq/server/clock';
import { purgeRevocations } from '@marginiq/server/jobs/purge-revocations';
import { operator } from '@marginiq/server/operate/operator';
import type { TestCompany } from '@marginiq/server/testing/test-company';
import { v7 } from 'uuid';
import { NO_NETWORK_FAULTS } from '../client/faulty-transport.ts';
import { asAdmin } from '../world/office.ts';
import type { Member, World } from '../world/world.ts';
import type { What } from './event.ts';

type Happening<D extends What['do']> = Extract<What, { do: D }>;
type Handlers = { [D in What['do']]: (world: World, what: Happening<D>) => Promise<unknown> };

const DAY_MS = 86_400_000;

function memberOf(world: World, { member }: { member: number }): Member {
  const found = world.members[member];
  if (found === undefined) throw new Error(`there is no client ${member}`);
  return found;
}

const clientOf = (world: World, what: { member: number }) => memberOf(world, what).client;

const clockIn = (days: number) => ({
  now: () => new Date(Date.now() + days * DAY_MS).toISOString(),
  newId: () => v7(),
});

/** Does something and undoes it after a while, also where the first failed. */
async function forAWhile(ms: number, begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<void> {
  await begin().catch(() => undefined);
  await wait(ms);
  await end();
}

const insist = async (work: () => Promise<unknown>) => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 30) throw error;
      await wait(500);
    }
  }
};

async function move(world: World, company: TestCompany, { person: name, to, forMs }: Happening<'move'>): Promise<void> {
  const { id: personId, role, teamId } = company.person(name);
  const south = company.person('Sven').teamId;
  const change = { otherTeam: { teamId: south }, manager: { role: 'manager' as const }, inactive: { active: false } }[
    to
  ];
  const apply = (given: object) =>
    asAdmin(world, company, (admin) => admin.admin.changePerson.mutate({ personId, confirmed: true, ...given }));
  await forAWhile(
    forMs,
    () => apply(change),
    () => apply({ role, teamId, active: true }),
  );
}

async function handOver(world: World, company: TestCompany, { from, to }: Happening<'handOver'>): Promise<void> {
  const owned = { ownerId: company.person(from).id } as never;
  const customers = await company.store.collection('customers').find(owned, { limit: 1 });
  const requests = await company.store.collection('discountRequests').find(owned, { limit: 2 });
  const [customerIds, requestIds] = [customers, requests].map((found) => found.map(({ _id }) => _id));
  const ownerId = company.person(to).id;
  await asAdmin(world, company, (admin) =>
    admin.admin.reassign.mutate({ customerIds: customerIds ?? [], requestIds: requestIds ?? [], ownerId }),
  );
}

const HANDLERS: Handlers = {
  act: (world, what) => clientOf(world, what).call('act', what.action),
  dismiss: (world, what) => clientOf(world, what).call('dismissAll', null),
  network: (world, what) =>
    forAWhile(
      what.forMs,
      () => clientOf(world, what).call('network', what.faults),
      () => clientOf(world, what).call('network', NO_NETWORK_FAULTS),
    ),
  offline: (world, what) =>
    forAWhile(
      what.forMs,
      async () => clientOf(world, what).proxy.cut(),
      async () => clientOf(world, what).proxy.mend(),
    ),
  cut: async (world, what) => clientOf(world, what).proxy.drop(),
  cutMidway: async (world, what) => {
    clientOf(world, what).proxy.cutAfterBytes = what.bytes;
  },
  loseReplies: async (world, what) => {
    clientOf(world, what).proxy.loseReplies = what.count;
  },
  killClient: async (world, what) => {
    await clientOf(world, what).kill();
    await wait(what.downMs);
    clientOf(world, what).start();
  },
  killAtWrite: async (world, what) => {
    await clientOf(world, what).call('writes', what.faults);
    await wait(4_000);
    clientOf(world, what).start();
  },
  full: (world, what) =>
    forAWhile(
      what.forMs,
      () => clientOf(world, what).call('writes', { full: what.full }),
      () => clientOf(world, what).call('writes', { full: 'none' }),
    ),
  switchApi: async (world, what) => {
    const { proxy } = clientOf(world, what);
    proxy.targetPort = world.api(what.api).port;
    proxy.drop();
  },
  skewClock: async (world, what) => {
    const client = clientOf(world, what);
    client.clockShiftMs = what.shiftMs;
    await client.restart();
  },
  revoke: async (world, what) => {
    const member = memberOf(world, what);
    world.ended.add(member);
    const { company, client } = member;
    await asAdmin(world, company, (admin) => admin.admin.revokeDevice.mutate({ deviceId: client.deviceId })).catch(
      () => {
        // It never signed in, so there is nothing to revoke.
        world.ended.delete(member);
      },
    );
  },
  freeze: async (world, what) => {
    const { window, inWrite, forMs } = what;
    await clientOf(world, what).call('freeze', { window, inWrite, forMs });
    await wait(forMs);
  },
  closeDatabase: (world, what) => clientOf(world, what).call('closeDatabase', { window: what.window }),
  reload: (world, what) => {
    const { window, downMs } = what;
    return clientOf(world, what).call('reload', { window, downMs });
  },
  signOut: async (world, what) => {
    const client = clientOf(world, what);
    await client.call('be', { who: null });
    await wait(what.forMs);
    await client.be(what.who);
  },
  killApi: async (world, what) => {
    const api = world.api(what.api);
    await api.kill();
    await wait(what.downMs);
    await api.restart();
  },
  holdCommits: (world, what) => {
    const { mongo } = world.api(what.api);
    const hold = (ms: number) => async () => {
      mongo.requestDelayMs = ms;
    };
    return forAWhile(what.forMs, hold(what.delayMs), hold(0));
  },
  cutMongo: (world, what) => {
    const { mongo } = world.api(what.api);
    return forAWhile(
      what.forMs,
      async () => mongo.cut(),
      async () => mongo.mend(),
    );
  },
  killWorker: async (world, what) => {
    await world.worker?.kill();
    await wait(what.downMs);
    await world.worker?.restart();
  },
  stepDown: (world, what) => world.mongo.stepDown(what.seconds),
  killMongo: async (world) => {
    await world.mongo.kill();
    await world.mongo.start();
  },
  suspend: (world, what) => {
    const { store } = world.company(what.company);
    return forAWhile(
      what.forMs,
      () => setCompanyStatus(store, 'suspended', { actor: operator(), clock: systemClock }),
      () => insist(() => setCompanyStatus(store, 'active', { actor: operator(), clock: systemClock })),
    );
  },
  move: (world, what) => move(world, world.company(what.company), what),
  handOver: (world, what) => handOver(world, world.company(what.company), what),
  purge: async (world, what) => {
    const { store } = world.company(what.company);
    await purgeRevocations(store, clockIn(0));
    await purgeRevocations(store, clockIn(181));
  },
};

/**
 * Performs an event. Whatever fails because of it (such as a call to a client that was just killed) is part of the
 * storm.
 */
export async function happen(world: World, what: What): Promise<void> {
  const handle = HANDLERS[what.do] as (world: World, what: What) => Promise<unknown>;
  await handle(world, what).catch(() => undefined);
}
