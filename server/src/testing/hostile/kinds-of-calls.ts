import { appRouter } from '../../procedures/router.ts';
import { inputsWithIds } from '../inputs-with-ids.ts';
import type { Attempt, Kind, Scene } from './attempt.ts';
import { mutated } from './hostile-values.ts';
import { type Call, call } from './wire.ts';
import type { Attacker } from './world.ts';

type Procedures = Record<string, { _def: { type: Call['type'] } }>;
const TYPES = Object.entries(appRouter._def.procedures as unknown as Procedures).map(
  ([path, { _def }]) => [path, _def.type] as const,
);
/** Every procedure of the router, found by walking it. */
export const PROCEDURES = TYPES.map(([path]) => path);
export const typeOf = Object.fromEntries(TYPES);

export function attemptOf(scene: Scene, by: Attacker | null, wanted: Call & { name: string }): Attempt {
  const { name, ...asked } = wanted;
  const full: Call = { ...asked, token: wanted.token === undefined ? (by?.token ?? null) : wanted.token };
  return {
    name: `${name}: ${wanted.path}${by === null ? '' : ` by ${by.name}`}`,
    by,
    sent: () => JSON.stringify(wanted.input ?? null) + JSON.stringify(wanted.headers ?? {}),
    send: () => call(scene.target.url, full),
  };
}

const pickProcedure = (random: Parameters<Kind>[1]) => random.pick(PROCEDURES as [string, ...string[]]);

/** A valid call of our people's, or of an admin's, with the other company's ids in it. */
export const withTheirIds: Kind = (scene, random) => {
  const by = random.pick([...scene.people, scene.ourAdmin]);
  const path = pickProcedure(random);
  const inputs = inputsWithIds(scene.ours.company)[path]?.(scene.theirs.ids, {
    device: by.device,
    secret: scene.ours.secret,
  });
  if (inputs === undefined) throw new Error(`${path} has no case in inputs-with-ids.ts: give it one`);
  const input = random.pick(inputs as [unknown, ...unknown[]]);
  return attemptOf(scene, by, { name: 'their ids', path, input, type: typeOf[path] ?? 'query' });
};

/** A valid call, made wrong in one to three places: operators, prototypes, bounds, types. */
export const mutatedInput: Kind = (scene, random) => {
  const path = pickProcedure(random);
  // If an admin of ours did it to ours, it would hide what somebody else did.
  const by = path.startsWith('admin.') ? random.pick([scene.admin, ...scene.people]) : random.pick(scene.people);
  const base = inputsWithIds(by.side.company)[path]?.(by.side.ids, { device: by.device, secret: by.side.secret }) ?? [
    null,
  ];
  const { ids, company } = scene.theirs;
  const theirs = [...Object.values(ids), `${company.id}:${ids.customerId}`, `${company.id}:${ids.requestId}`];
  const input = mutated(random.pick(base as [unknown, ...unknown[]]), random, theirs);
  const type = typeOf[path] ?? 'query';
  const otherWay = random.chance(0.05);
  const asked = otherWay ? (type === 'mutation' ? 'query' : 'mutation') : type;
  return attemptOf(scene, by, { name: 'wrong input', path, input, type: asked });
};
