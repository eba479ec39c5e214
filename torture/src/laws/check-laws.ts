import type { World } from '../world/world.ts';
import { approvals } from './approvals.ts';
import { isolation } from './isolation.ts';
import { leaders } from './leaders.ts';
import { outcomes } from './outcomes.ts';
import { positions } from './positions.ts';
import { replays } from './replays.ts';
import { verdicts } from './verdicts.ts';
import { views } from './views.ts';

/** The laws of docs/developers/architecture.md do not hold. */
export class LawBrokenError extends Error {
  override name = 'LawBrokenError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * Every law, against the database itself. Must be called after quiet.
 * @throws LawBrokenError
 */
export async function checkLaws(world: World): Promise<void> {
  const lines: string[] = [];
  for (const law of [outcomes, views, positions, isolation, verdicts, replays, approvals, leaders])
    lines.push(...(await law(world)));
  if (lines.length > 0) throw new LawBrokenError(lines);
}
