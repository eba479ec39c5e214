import type { Command } from '@marginiq/contract/command';
import type { ReasonCode } from '@marginiq/contract/reason-code';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { describe, expect, it } from 'vitest';
import { refusedGroups } from './refused-groups.ts';

const refused = (id: string, type: Command['type'], code: ReasonCode) =>
  ({
    command: { id, type },
    outcome: { refusal: { code, message: 'logged', current: null } },
  }) as unknown as RequestView['refused'][number];

describe('refused commands of one request', () => {
  it('sixteen presses with one reason make one box that counts them', () => {
    const presses = Array.from({ length: 16 }, (_, i) => refused(`${i}`, 'request.approve', 'customerBlocked'));
    const groups = refusedGroups(presses);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.commands).toHaveLength(16);
  });

  it('another reason or another action makes another box, in the order in which they came', () => {
    const groups = refusedGroups([
      refused('1', 'request.approve', 'customerBlocked'),
      refused('2', 'request.approve', 'revisionChanged'),
      refused('3', 'request.reject', 'revisionChanged'),
      refused('4', 'request.approve', 'customerBlocked'),
    ]);
    expect(groups.map(({ code, commands }) => [code, commands.map(({ id }) => id)])).toEqual([
      ['customerBlocked', ['1', '4']],
      ['revisionChanged', ['2']],
      ['revisionChanged', ['3']],
    ]);
  });
});
