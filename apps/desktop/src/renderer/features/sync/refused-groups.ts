import type { Command } from '@marginiq/contract/command';
import type { Refusal } from '@marginiq/contract/outcome';
import type { RequestView } from '@marginiq/sync/replica/overlay';

export interface RefusedGroup {
  code: Refusal['code'];
  /** Oldest first; at least one. */
  commands: [Command, ...Command[]];
}

/** Refused commands by what they wanted and why they were refused: the same thing tried sixteen times is said once. */
export function refusedGroups(refused: RequestView['refused']): RefusedGroup[] {
  const groups = new Map<string, RefusedGroup>();
  for (const { command, outcome } of refused) {
    if (outcome.refusal === null) continue;
    const { code } = outcome.refusal;
    const key = `${command.type} ${code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { code, commands: [command] });
    else group.commands.push(command);
  }
  return [...groups.values()];
}
