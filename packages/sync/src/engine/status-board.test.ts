import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { tickingClock } from '../testing/ids.ts';
import type { Leadership } from './leadership.ts';
import { StatusBoard } from './status-board.ts';

let boards = 0;

function boardOf(leading: boolean): StatusBoard {
  boards += 1;
  const leadership = { leading, term: leading ? 1 : null, hear: () => !leading } as unknown as Leadership;
  return new StatusBoard({
    databaseName: `marginiq-board-${boards}`,
    leadership,
    now: tickingClock('2026-02-01T08:00:00.000Z'),
    onWake: () => undefined,
  });
}

it.each([
  ['leads says', true, '2026-02-01T08:00:00.000Z'],
  ['follows leaves it to the leader to say', false, null],
])('a window that %s when the server was last heard', (_, leading, heardAt) => {
  const board = boardOf(leading);
  board.hear();
  expect(board.status.heardAt).toBe(heardAt);
  board.close();
});
