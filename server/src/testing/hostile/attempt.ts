import type { Random } from '../../demo/generate/random.ts';
import type { Target } from './target.ts';
import type { Reply } from './wire.ts';
import type { Attacker, Side } from './world.ts';

/** Who attacks whom, and with what. */
export interface Scene {
  target: Target;
  ours: Side;
  theirs: Side;
  /** Two who are no admins of `ours`. */
  people: [Attacker, Attacker];
  /** An admin of a third company: what an admin may do there is not what is looked for. */
  admin: Attacker;
  /** An admin of `ours`, who names only what is theirs. */
  ourAdmin: Attacker;
}

export interface Attempt {
  /** What is attempted, for the report. */
  name: string;
  /** The attacker; null if nobody is signed in. */
  by: Attacker | null;
  /** What was sent, once it was: getting it back is no leak. */
  sent: () => string;
  send: () => Promise<Reply>;
  /** The fault in the answer, beyond what is looked for in every one; null for none. */
  isWrong?: (reply: Reply) => string | null;
}

/** Draws the next attempt of its kind. */
export type Kind = (scene: Scene, random: Random) => Attempt;
