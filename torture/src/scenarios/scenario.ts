import type { MongoServer } from '../world/mongo-server.ts';
import type { Program } from '../world/program.ts';
import type { World, WorldOptions } from '../world/world.ts';

/** What a scenario works with. */
export interface Stage {
  seed: number;
  mongo: MongoServer;
  /** For this run alone. */
  folder: string;
  /** Prints a line. */
  log: (line: string) => void;
  /** A world of the scenario's own. */
  world: (options?: Partial<WorldOptions>) => Promise<World>;
  /** The last release, beside this tree; null if no chosen scenario needs it, or it cannot be had. */
  release: Program | null;
}

/** One case that may go wrong; `run` throws where it does. */
export interface Scenario {
  name: string;
  /** What must hold, in a sentence. */
  title: string;
  /** It runs programs of the last release, too. */
  needsRelease?: boolean;
  run: (stage: Stage) => Promise<void>;
}

/** What must be true is not. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new ScenarioError(what);
}

/** The last release, for a scenario that needs it. */
export function releaseOf({ release }: Stage): Program {
  must(release !== null, 'the last release is not here');
  return release;
}
