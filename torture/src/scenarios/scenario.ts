import type { MongoServer } from '../world/mongo-server.ts';
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
}

/** One case that may go wrong; `run` throws where it does. */
export interface Scenario {
  name: string;
  /** What must hold, in a sentence. */
  title: string;
  run: (stage: Stage) => Promise<void>;
}

/** What must be true is not. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new ScenarioError(what);
}
