import { v7 } from 'uuid';
import type { ActionKind } from '../client/actions.ts';
import { asAdmin } from '../world/office.ts';
import { quiet } from '../world/quiet.ts';
import type { Member, World } from '../world/world.ts';
import { must } from './scenario.ts';
import { submission } from './wishes.ts';

/** Does one thing to what is on the person's screen. */
export async function act(member: Member, kind: ActionKind, { pick = 0, discountBp = 900 } = {}): Promise<void> {
  const id = await member.client.call('act', { kind, pick, discountBp, quantity: 10 });
  must(id !== null, `${member.client.name} found nothing to ${kind}`);
}

/** Each of the salespeople asks, the manager decides in each way, they revise and withdraw, and one request is handed over. */
export async function aDaysWork(world: World, sales: readonly Member[], manager: Member): Promise<void> {
  for (const member of sales) {
    for (const discountBp of [300, 1_500, 1_500, 1_500]) await act(member, 'submit', { discountBp });
  }
  await quiet(world);
  for (const kind of ['approve', 'reject', 'requestAdjustment', 'requestAdjustment'] as const) await act(manager, kind);
  await quiet(world);
  for (const member of sales) {
    await act(member, 'recordSale');
    await member.client.call('act', { kind: 'revise', pick: 0, discountBp: 1_200, quantity: 5 });
    await member.client.call('act', { kind: 'withdraw', pick: 1, discountBp: 0, quantity: 1 });
  }
  await quiet(world);
  const [giver, taker] = sales;
  if (giver === undefined || taker === undefined) return;
  const requestId = v7();
  await giver.client.call('submit', submission(giver, 1_500, requestId));
  await quiet(world);
  const given = { customerIds: [], requestIds: [requestId], ownerId: taker.person.id };
  await asAdmin(world, giver.company, (admin) => admin.admin.reassign.mutate(given));
  await quiet(world);
}
