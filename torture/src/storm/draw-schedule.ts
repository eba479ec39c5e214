import { ACTION_KINDS, type Action, type ActionKind } from '../client/actions.ts';
import { KILL_POINTS } from '../client/write-port.ts';
import { Random } from '../run/random.ts';
import type { StormEvent, What } from './event.ts';

const MINUTE_MS = 60_000;

/** The shape of the world that a storm is drawn for. */
export interface Terrain {
  /** How many people use the device, by member. */
  people: readonly number[];
  apis: number;
  seconds: number;
}

/** Actions that move a request forward are more frequent, so that there is something to compete for. */
const LIKELY: readonly ActionKind[] = ['submit', 'submit', 'submit', 'revise', 'approve', 'approve', ...ACTION_KINDS];

function drawAction(random: Random): Action {
  return {
    kind: random.pick(LIKELY),
    pick: random.below(1_000_000),
    discountBp: random.pick([300, 450, 900, 1_500, 2_400, 3_500, 5_000]),
    quantity: random.between(1, 40),
  };
}

interface Drawn {
  random: Random;
  member: number;
}

/** If there is more than one window these concern all of them, and the leader more often than the others. */
function drawWindowFault({ random, member }: Drawn, people: number): What {
  const window = random.chance(50) ? ('leader' as const) : random.below(3);
  const forMs = random.between(200, 7_000);
  const freeze = (): What => ({ do: 'freeze', member, window, inWrite: random.chance(40), forMs });
  const draws: (() => What)[] = [
    freeze,
    freeze,
    freeze,
    () => ({ do: 'closeDatabase', member, window }),
    () => ({ do: 'closeDatabase', member, window }),
    () => ({ do: 'reload', member, window, downMs: random.below(2_000) }),
    () => ({ do: 'signOut', member, who: random.below(people), forMs: random.below(3_000) }),
    () => ({ do: 'signOut', member, who: random.below(people), forMs: random.below(1_000) }),
  ];
  return random.pick(draws)();
}

function drawClientFault({ random, member }: Drawn, apis: number): What {
  const forMs = random.between(500, 6_000);
  const draws: (() => What)[] = [
    () => ({ do: 'network', member, forMs, faults: { loseReplies: random.between(10, 90) } }),
    () => ({
      do: 'network',
      member,
      forMs,
      faults: { duplicate: random.between(20, 100), delayMs: random.below(800) },
    }),
    () => ({ do: 'network', member, forMs, faults: { dropItems: 10 } }),
    () => ({ do: 'offline', member, forMs }),
    () => ({ do: 'offline', member, forMs: forMs * 2 }),
    () => ({ do: 'cut', member }),
    () => ({ do: 'cutMidway', member, bytes: random.between(1, 3_000) }),
    () => ({ do: 'loseReplies', member, count: random.between(1, 3) }),
    () => ({ do: 'killClient', member, downMs: random.below(2_000) }),
    () => ({ do: 'killAtWrite', member, faults: { killIn: random.between(1, 12), killAt: random.pick(KILL_POINTS) } }),
    () => ({ do: 'killAtWrite', member, faults: { killIn: random.between(1, 5), killAt: random.pick(KILL_POINTS) } }),
    () => ({ do: 'full', member, full: random.pick(['pulled', 'commands', 'all'] as const), forMs }),
    () => ({ do: 'switchApi', member, api: random.below(apis) }),
    () => ({ do: 'skewClock', member, shiftMs: random.pick([-1, 1]) * random.pick([5, 60, 1_440]) * MINUTE_MS }),
    () => ({ do: 'dismiss', member }),
  ];
  return random.pick(draws)();
}

function drawServerFault(random: Random, apis: number): What {
  const api = random.below(apis);
  const forMs = random.between(500, 4_000);
  const company = random.below(2);
  const draws: (() => What)[] = [
    () => ({ do: 'killApi', api, downMs: random.below(2_000) }),
    () => ({ do: 'killApi', api, downMs: random.below(500) }),
    () => ({ do: 'holdCommits', api, delayMs: random.between(20, 400), forMs }),
    () => ({ do: 'holdCommits', api, delayMs: random.between(20, 150), forMs }),
    () => ({ do: 'cutMongo', api, forMs }),
    () => ({ do: 'killWorker', downMs: random.below(2_000) }),
    () => ({ do: 'stepDown', seconds: random.between(1, 3) }),
    () => ({ do: 'suspend', company, forMs }),
    () => ({
      do: 'move',
      company,
      person: 'Bert',
      to: random.pick(['otherTeam', 'manager', 'inactive'] as const),
      forMs,
    }),
    () => ({ do: 'move', company, person: 'Mona', to: 'otherTeam', forMs }),
    () => ({ do: 'handOver', company, from: 'Anna', to: random.pick(['Bert', 'Carla'] as const) }),
    () => ({ do: 'handOver', company, from: 'Bert', to: 'Anna' }),
    () => ({ do: 'purge', company }),
  ];
  return random.pick(draws)();
}

/** Everything that people do and that goes wrong, from one seed. */
export function drawSchedule(seed: number, { people, apis, seconds }: Terrain): StormEvent[] {
  const random = new Random(seed);
  const endMs = seconds * 1_000;
  const drawn: { atMs: number; what: What }[] = [];
  const throughout = (everyMs: number, draw: () => What) => {
    for (let atMs = random.below(everyMs); atMs < endMs; atMs += random.between(1, everyMs * 2))
      drawn.push({ atMs, what: draw() });
  };
  for (const [member, who] of people.entries()) {
    throughout(700, () => ({ do: 'act', member, action: drawAction(random) }));
    throughout(4_000, () => drawClientFault({ random, member }, apis));
    throughout(5_000, () => drawWindowFault({ random, member }, who));
  }
  throughout(2_000, () => drawServerFault(random, apis));
  const once = (what: What) =>
    drawn.push({ atMs: random.between(Math.floor(endMs / 3), Math.floor((endMs * 2) / 3)), what });
  if (random.chance(50)) once({ do: 'killMongo' });
  if (random.chance(30)) once({ do: 'revoke', member: people.length - 1 });
  return drawn.sort((a, b) => a.atMs - b.atMs).map((event, number) => ({ number, ...event }));
}
