import type { CommandEnvelope } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { v7 } from 'uuid';
import type { Random } from '../../demo/generate/random.ts';
import type { TestDevice } from '../test-device.ts';
import type { Attempt, Kind, Scene } from './attempt.ts';
import { call, type Reply } from './wire.ts';
import { type Name, signedIn } from './world.ts';

type Loose = Omit<CommandEnvelope, 'args'> & Record<string, unknown>;
type Make = (device: TestDevice, scene: Scene, random: Random) => Loose[];

const changed = (command: CommandEnvelope, change: Record<string, unknown>): Loose => ({ ...command, ...change });
const withArgs = (command: CommandEnvelope, change: Record<string, unknown>): Loose =>
  changed(command, { args: { ...(command.args as object), ...change } });

/** A request as if the server had not decided it. */
const DECIDED = {
  status: 'autoApproved',
  revision: 7,
  ownerName: 'Somebody',
  currency: 'XXX',
  sale: 'won',
  evaluation: { verdict: 'approve', marginBp: 9_999, requiredApprover: null, rulesHit: [] },
  steps: [{ kind: 'approve', revision: 1, by: null, at: '2026-01-01T00:00:00.000Z', note: null }],
};

const anItem = (scene: Scene, random: Random, change: Record<string, unknown> = {}) => ({
  productId: scene.ours.company.product(random.int(1, 6)).id,
  quantity: random.pick([1, 10, 2.5, 1_000_000]),
  discountBp: random.pick([0, 100, 1_500, 3_000, 9_999, 10_000]),
  ...change,
});

const SELLER: Record<string, Make> = {
  'prices and costs of its own': (device, scene, random) => {
    const own = { listPriceMinor: random.pick([1, 999_999_999]), costMinor: 0, name: 'mine', category: 'mine' };
    return [withArgs(device.submit(), { items: [anItem(scene, random, own)] })];
  },
  'a decision that it brings along': (device, scene, random) => [
    withArgs(device.submit(3_000), {
      ...DECIDED,
      companyId: scene.theirs.company.id,
      ownerId: scene.theirs.ids.personId,
    }),
    changed(device.submit(random.pick([600, 3_000, 9_000])), { ...DECIDED, userId: scene.theirs.ids.personId }),
  ],
  'a verdict that it says it saw': (device, _scene, random) => [
    changed(device.submit(random.pick([600, 3_000, 9_000])), { provisional: { verdict: 'approve', inputs: {} } }),
    changed(device.submit(3_000), { provisional: 'approve' }),
  ],
  'a customer of somebody else': (device, { ours, theirs }, random) => {
    const carlas = ours.company.customerOf(ours.company.person('Carla')).id;
    const physical = `${ours.company.id}:${carlas}`;
    return [withArgs(device.submit(), { customerId: random.pick([carlas, theirs.ids.customerId, physical]) })];
  },
  'a blocked customer, a product that is discontinued': (device, scene) => {
    const [, , blocked] = scene.ours.company.customersOf(device.person);
    const gone = scene.ours.company.product(6).id;
    const items = [anItem(scene, { int: () => 1, pick: (of: unknown[]) => of[0] } as never, { productId: gone })];
    return [withArgs(device.submit(), { customerId: blocked?.id }), withArgs(device.submit(), { items })];
  },
  'many items, one often, none': (device, scene, random) => {
    const item = anItem(scene, random);
    return [random.pick([0, 2, 101, 2_000])].map((count) =>
      withArgs(device.submit(), { items: Array(count).fill(item) }),
    );
  },
};

/** A manager with a customer of her own, among others. */
const DECIDER: Record<string, Make> = {
  'the approval of what it asked for itself': (device, scene, random) => {
    const own = scene.ours.company.customersOf(device.person)[0];
    const submit = device.submit(random.pick([600, 1_500, 2_400]));
    const requestId = submit.args.requestId;
    const decide = random.pick([device.approve(requestId), device.reject(requestId)]);
    return [withArgs(submit, { customerId: own?.id }), decide];
  },
  'the approval of what it may not see': (device, { theirs, ours }, random) => {
    const requestId = random.pick([theirs.ids.requestId, `${ours.company.id}:${ours.ids.requestId}`, v7()]);
    return [device.approve(requestId), device.withdraw(requestId)];
  },
  'an approval of what it says in a way that nobody can read': (device, { ours }, random) => {
    const basis = random.pick<unknown>([7, 'unreadable', [], { requiredApprover: 'none' }, { violations: {} }]);
    return [changed(device.approve(ours.ids.requestId), { provisional: random.pick<unknown>([{ basis }, basis]) })];
  },
  'the approval of another revision': (device, { ours }, random) => [
    changed(device.approve(ours.ids.requestId), { baseRevision: random.pick([0, 2, 2 ** 40]) }),
  ],
};

/** Games with numbers, ids and devices. */
const NUMBERS: Record<string, Make> = {
  'numbers out of order': (device, _scene, random) => {
    const commands = [device.submit(), device.submit(), device.submit()];
    return commands.map((one) => changed(one, { deviceSeq: random.pick([1, 2, 3, 99, 2 ** 53 - 1]) }));
  },
  'numbers that are none': (device, _scene, random) => [
    changed(device.submit(), { deviceSeq: random.pick([0, -1, 1.5, '1', null]) }),
  ],
  'one id for two commands': (device, { ours, theirs }, random) => {
    const id = random.pick([v7(), ours.ids.commandId, theirs.ids.commandId]);
    return [changed(device.submit(300), { id }), changed(device.submit(900), { id })];
  },
  'one request submitted twice': (device) => {
    const requestId = v7();
    return [device.submit(300, requestId), device.submit(3_000, requestId)].map((one) => changed(one, {}));
  },
  'the device of somebody else': (device, { ours, theirs }, random) => {
    const deviceId = random.pick([ours.ids.deviceId, theirs.ids.deviceId, v7()]);
    return [changed(device.submit(), { deviceId })];
  },
  'a form of another version': (device, _scene, random) => [
    changed(device.submit(300), {}),
    changed(device.submit(900), { version: random.pick<unknown>([0, 1, 2, 1_000, 1_001, '2', null]) }),
  ],
  'a type that is none': (device, _scene, random) => [
    changed(device.submit(), {
      type: random.pick(['__proto__', 'constructor', 'toString', 'request.expire', 'x'.repeat(60)]),
    }),
  ],
};

/** One push on a device that has sent nothing yet, so that it has its own numbering. */
function pushOf(scene: Scene, name: Name, what: string, make: Make, random: Random): Attempt {
  let sent = '';
  const send = async (): Promise<Reply> => {
    const { device, token } = await signedIn(scene.target, scene.ours, name);
    const commands = make(device, scene, random);
    // As whoever pushes says, or as the commands do.
    const deviceId = random.chance(0.8) ? device.id : (commands[0]?.deviceId ?? device.id);
    const input = { protocol: random.pick([1, 2, PROTOCOL_VERSION]), deviceId, commands };
    sent = JSON.stringify(input);
    return call(scene.target.url, { path: 'sync.push', type: 'mutation', input, token });
  };
  const by = scene.people.find((person) => person.name === name) ?? null;
  return { name: `a command with ${what} by ${name}`, by, sent: () => sent, send };
}

export const commandGame: Kind = (scene, random) => {
  const name: Name = random.pick(['Anna', 'Mona']);
  const games = random.chance(0.4) ? NUMBERS : name === 'Anna' ? SELLER : DECIDER;
  const [what, make] = random.pick(Object.entries(games) as [[string, Make], ...[string, Make][]]);
  return pushOf(scene, games === NUMBERS ? 'Anna' : name, what, make, random);
};
