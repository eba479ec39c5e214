import type { Action } from '../client/actions.ts';
import type { NetworkFaults } from '../client/faulty-transport.ts';
import type { WindowChoice } from '../client/protocol.ts';
import type { WriteFaults } from '../client/write-port.ts';
import type { PersonName } from '../world/world.ts';

/** An event at one of the clients, by number. */
type ClientEvent = { member: number } & (
  | { do: 'act'; action: Action }
  | { do: 'dismiss' }
  | { do: 'network'; faults: Partial<NetworkFaults>; forMs: number }
  | { do: 'offline'; forMs: number }
  | { do: 'cut' }
  | { do: 'cutMidway'; bytes: number }
  | { do: 'loseReplies'; count: number }
  | { do: 'killClient'; downMs: number }
  | { do: 'killAtWrite'; faults: Pick<WriteFaults, 'killIn' | 'killAt'> }
  | { do: 'full'; full: WriteFaults['full']; forMs: number }
  | { do: 'switchApi'; api: number }
  | { do: 'skewClock'; shiftMs: number }
  | { do: 'revoke' }
  | { do: 'freeze'; window: WindowChoice; inWrite: boolean; forMs: number }
  | { do: 'closeDatabase'; window: WindowChoice }
  | { do: 'reload'; window: WindowChoice; downMs: number }
  /** Nobody is signed in for a while; then `who` of the device's people is. */
  | { do: 'signOut'; who: number; forMs: number }
);

/** An event at a server process, or at MongoDB. */
type ServerEvent =
  | { do: 'killApi'; api: number; downMs: number }
  | { do: 'holdCommits'; api: number; delayMs: number; forMs: number }
  | { do: 'cutMongo'; api: number; forMs: number }
  | { do: 'killWorker'; downMs: number }
  | { do: 'stepDown'; seconds: number }
  | { do: 'killMongo' };

/** An action of an admin or an operator. */
type OfficeEvent = { company: number } & (
  | { do: 'suspend'; forMs: number }
  | { do: 'move'; person: PersonName; to: 'otherTeam' | 'manager' | 'inactive'; forMs: number }
  | { do: 'handOver'; from: PersonName; to: PersonName }
  | { do: 'purge' }
);

export type What = ClientEvent | ServerEvent | OfficeEvent;

/** One step of a schedule; its number stays the same when others are left out. */
export interface StormEvent {
  number: number;
  /** Since the storm began. */
  atMs: number;
  what: What;
}

export function inWords({ number, atMs, what }: StormEvent): string {
  const { do: done, ...rest } = what;
  return `#${number} +${(atMs / 1000).toFixed(1)}s ${done} ${JSON.stringify(rest)}`;
}
