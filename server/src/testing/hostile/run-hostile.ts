import { setTimeout as wait } from 'node:timers/promises';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { createRandom, type Random } from '../../demo/generate/random.ts';
import type { Attempt, Kind, Scene } from './attempt.ts';
import { floodsOf, hold } from './floods.ts';
import { type Fault, type Finding, Judge } from './judge.ts';
import { rawBytes } from './kinds-of-bytes.ts';
import { mutatedInput, withTheirIds } from './kinds-of-calls.ts';
import { commandGame } from './kinds-of-commands.ts';
import { endedToken, forgedToken, makeExpired } from './kinds-of-tokens.ts';
import type { Target } from './target.ts';
import { CutError, call, HangError, type Reply } from './wire.ts';
import { type Attacker, createAttacker, createSide, type Side } from './world.ts';

export interface HostileOptions {
  seed: number;
  /** Besides floods. */
  attempts: number;
  floods: boolean;
  log: (line: string) => void;
}

export interface HostileReport {
  attempts: number;
  counts: Record<Fault, number>;
  /** Some of what was found, each with what repeats it. */
  examples: string[];
}

const AT_ONCE = 8;
/** The database is checked after this many attempts; if it changed, the cause is searched for among them. */
const LOOK_AFTER = 250;
const EXAMPLES = 25;
const TOKEN_LASTS_MS = 10 * 60_000;
const HEALTH_MS = 15_000;
const ROOM_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 100;
/** Kinds whose calls are sometimes legitimate: among the first ENOUGH answers at least one must succeed. */
const LEGAL_AT_TIMES: readonly Kind[] = [withTheirIds, mutatedInput, commandGame];
const ENOUGH = 25;

export const summaryOf = ({ attempts, counts }: HostileReport): string =>
  `${attempts} attempts, ${counts.leak} leaks, ${counts.change} changes, ${counts.crash} crashes, ${counts.hang} hangs`;

/** One run of attempts, both ways between two companies. */
class Attack {
  readonly #target: Target;
  readonly #options: HostileOptions;
  #longestWaitMs = 0;
  readonly report: HostileReport = { attempts: 0, counts: { leak: 0, change: 0, crash: 0, hang: 0 }, examples: [] };

  constructor(target: Target, options: HostileOptions) {
    this.#target = target;
    this.#options = options;
  }

  note({ fault, what }: Finding, of: string): void {
    this.report.counts[fault] += 1;
    if (this.report.examples.length < EXAMPLES) {
      this.report.examples.push(`${fault}, seed ${this.#options.seed}, ${of}: ${what}`);
    }
  }

  async #one(judge: Judge, attempt: Attempt, number: string): Promise<Reply | null> {
    this.report.attempts += 1;
    const of = `${number} (${attempt.name})`;
    try {
      const reply = await attempt.send();
      for (const finding of judge.look(attempt, reply)) this.note(finding, of);
      return reply;
    } catch (error) {
      if (error instanceof HangError) this.note({ fault: 'hang', what: error.message }, of);
      else if (error instanceof CutError) this.note({ fault: 'crash', what: error.message }, of);
      else throw error;
      return null;
    }
  }

  /** One of a few at a time: a server that has no room for that has stopped working, however politely it says so. */
  async #oneOfFew(judge: Judge, attempt: Attempt, number: string): Promise<boolean> {
    const reply = await this.#one(judge, attempt, number);
    if (reply?.text.includes('SERVICE_UNAVAILABLE'))
      this.note({ fault: 'hang', what: 'the server is busy with next to nothing' }, `${number} (${attempt.name})`);
    return reply?.status === 200;
  }

  async #scene(ours: Side, theirs: Side, third: Side): Promise<Scene> {
    const attacker = (side: Side, name: 'Anna' | 'Mona' | 'Ada'): Promise<Attacker> =>
      createAttacker(this.#target, side, name);
    return {
      target: this.#target,
      ours,
      theirs,
      people: [await attacker(ours, 'Anna'), await attacker(ours, 'Mona')],
      admin: await attacker(third, 'Ada'),
      ourAdmin: await attacker(ours, 'Ada'),
    };
  }

  /** New tokens, where the ones in hand are about to run out. */
  async #renew({ people, admin, ourAdmin }: Scene): Promise<void> {
    const { accessTokens, clock } = this.#target.services;
    for (const attacker of [...people, admin, ourAdmin]) {
      const { token } = await accessTokens.issue(attacker.device.claims(clock), new Date(clock.now()));
      attacker.token = token;
    }
  }

  async #checkHealth(after: string): Promise<void> {
    if (!this.#target.isAlive()) return this.note({ fault: 'crash', what: 'the server process ended' }, after);
    try {
      const response = await fetch(`${this.#target.url}/health`, { signal: AbortSignal.timeout(HEALTH_MS) });
      await response.text();
      if (response.status !== 200) this.note({ fault: 'crash', what: `/health says ${response.status}` }, after);
    } catch (error) {
      this.note({ fault: 'hang', what: `/health does not answer: ${String(error)}` }, after);
    }
  }

  /** Somebody of another company keeps working meanwhile. */
  async #checkBystander({ admin }: Scene, when: string): Promise<void> {
    const input = { protocol: PROTOCOL_VERSION, cursor: null };
    const asked = { path: 'sync.pull', type: 'query' as const, input, token: admin.token };
    const began = performance.now();
    try {
      const { status } = await call(this.#target.url, asked);
      if (status !== 200) this.note({ fault: 'crash', what: `a bystander is answered with ${status}` }, when);
    } catch (error) {
      this.note({ fault: 'hang', what: `a bystander waits: ${String(error)}` }, when);
    }
    this.#longestWaitMs = Math.max(this.#longestWaitMs, performance.now() - began);
  }

  /** Signing in and renewing a session need no session: strangers must not be able to take up the room for that. */
  async #checkRenewal(when: string): Promise<void> {
    const input = { client: 'desktop', refreshToken: 'a token.that never was' };
    try {
      const { status } = await call(this.#target.url, { path: 'auth.refresh', type: 'mutation', input });
      if (status !== 401) this.note({ fault: 'hang', what: `a renewal is answered with ${status}` }, when);
    } catch (error) {
      this.note({ fault: 'hang', what: `a renewal waits: ${String(error)}` }, when);
    }
  }

  /** Who asked for too much finds room again as soon as what they asked for is done. */
  async #checkFlooded({ people: [anna] }: Scene, when: string): Promise<void> {
    const input = { protocol: PROTOCOL_VERSION, cursor: null };
    const until = performance.now() + ROOM_WITHIN_MS;
    for (;;) {
      const asked = { path: 'sync.pull', type: 'query' as const, input, token: anna.token };
      const status = await call(this.#target.url, asked).then(
        (reply) => reply.status,
        (error: unknown) => String(error),
      );
      if (status === 200) return;
      if (performance.now() > until) return this.note({ fault: 'hang', what: `finds no room again: ${status}` }, when);
      await wait(ASK_AGAIN_MS);
    }
  }

  async #attempts(scene: Scene, judge: Judge, direction: number): Promise<void> {
    const kinds: [Kind, number][] = [
      [withTheirIds, 24],
      [mutatedInput, 34],
      [commandGame, 20],
      [forgedToken, 12],
      [rawBytes, 8],
      [endedToken(await makeExpired(scene)), 2],
    ];
    const draw = (random: Random): Kind => {
      let dice = random.int(1, 100);
      for (const [kind, share] of kinds) {
        dice -= share;
        if (dice <= 0) return kind;
      }
      return withTheirIds;
    };
    const tried = new Map<Kind, boolean[]>();
    const count = Math.ceil(this.#options.attempts / 2);
    let renewedAt = performance.now();
    for (let from = 0; from < count; from += LOOK_AFTER) {
      const upTo = Math.min(from + LOOK_AFTER, count);
      let next = from;
      const work = async () => {
        while (next < upTo) {
          const number = next;
          next += 1;
          // Its own randomness, so that an attempt is the same whatever runs beside it.
          const random = createRandom(this.#options.seed * 1_000_003 + direction * 500_009 + number);
          const kind = draw(random);
          const isAnswered = await this.#oneOfFew(judge, kind(scene, random), `attempt ${direction}.${number}`);
          tried.set(kind, [...(tried.get(kind) ?? []), isAnswered]);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const among = `among attempts ${direction}.${from} to ${direction}.${upTo - 1}`;
      const found = await judge.lookBehind();
      for (const finding of found) this.note(finding, among);
      await this.#checkHealth(among);
      // A finding is reported once, not again and again.
      if (found.length > 0) return;
      if (performance.now() - renewedAt > TOKEN_LASTS_MS) {
        await this.#renew(scene);
        renewedAt = performance.now();
      }
    }
    // A server that refuses everything tells nothing and changes nothing, and has been shown to do nothing right.
    for (const kind of LEGAL_AT_TIMES) {
      const answers = tried.get(kind) ?? [];
      if (answers.length >= ENOUGH && !answers.includes(true))
        this.note({ fault: 'hang', what: `none of ${answers.length} was ever answered` }, `${direction}, ${kind.name}`);
    }
  }

  async #floods(scene: Scene, judge: Judge): Promise<void> {
    for (const { name, attempts, held } of floodsOf(scene)) {
      const letGo = await hold(this.#target.url, held);
      const all = attempts.map((attempt, index) => this.#one(judge, attempt, `flood ${index} of ${name}`));
      // By the first answer the others are there.
      if (all.length > 0) await Promise.race(all);
      for (const when of [`during ${name}`, `after ${name}`]) {
        await Promise.all([this.#checkHealth(when), this.#checkBystander(scene, when), this.#checkRenewal(when)]);
        await Promise.all([...all, letGo()]);
      }
      await this.#checkFlooded(scene, `after ${name}`);
    }
    this.#options.log(`a bystander waited ${Math.round(this.#longestWaitMs)} ms at the longest`);
    for (const finding of await judge.lookBehind()) this.note(finding, 'after the floods');
  }

  async run(): Promise<void> {
    const { log } = this.#options;
    const sides: Side[] = [];
    while (sides.length < 5) sides.push(await createSide(this.#target));
    const [third, first, second, oneMore, last] = sides as [Side, Side, Side, Side, Side];
    // Once the attackers' company is the older one, once the other.
    for (const [direction, [ours, theirs]] of [[first, second] as const, [last, oneMore] as const].entries()) {
      const scene = await this.#scene(ours, theirs, third);
      const judge = await Judge.create(scene);
      await this.#attempts(scene, judge, direction);
      log(`${direction + 1} of 2: ${summaryOf(this.report)}`);
      if (this.#options.floods) {
        await this.#renew(scene);
        await this.#floods(scene, judge);
        log(`${direction + 1} of 2, with floods: ${summaryOf(this.report)}`);
      }
      for (const finding of await judge.lookAtLaws()) this.note(finding, 'at the end');
    }
  }
}

/** Attacks a server over HTTP in every way listed here, and reports the result. */
export async function runHostile(target: Target, options: HostileOptions): Promise<HostileReport> {
  const attack = new Attack(target, options);
  await attack.run();
  return attack.report;
}
