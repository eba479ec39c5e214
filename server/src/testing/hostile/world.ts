import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { canSee } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';
import { v7 } from 'uuid';
import { RefreshTokens } from '../../auth/refresh-tokens.ts';
import { commit } from '../../tenancy/commit.ts';
import { toStored } from '../../tenancy/documents.ts';
import { dumpCompany, marksOf } from '../company-dump.ts';
import type { Ids } from '../inputs-with-ids.ts';
import { createTestCompany, type TestCompany, type TestPerson } from '../test-company.ts';
import { TestDevice } from '../test-device.ts';
import type { Target } from './target.ts';
import { call } from './wire.ts';

export type Name = 'Anna' | 'Mona' | 'Ada';

/** A company with a past, and what it is attacked with. */
export interface Side {
  company: TestCompany;
  ids: Ids;
  /** The secret part of one of its refresh tokens. */
  secret: string;
}

/** Somebody who attacks: a person of one company, on a device of their own. */
export interface Attacker {
  side: Side;
  name: Name;
  device: TestDevice;
  token: string;
  /** What of their own company is not theirs to see. */
  hidden: string[];
}

export async function push(target: Target, { device, token }: Pick<Attacker, 'device' | 'token'>, commands: unknown[]) {
  const input = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands };
  const { status, text } = await call(target.url, { path: 'sync.push', type: 'mutation', input, token });
  if (status !== 200) throw new Error(`a push of the past failed: ${status} ${text}`);
}

export async function signedIn(target: Target, side: Pick<Side, 'company'>, name: Name | 'Carla') {
  const device = await TestDevice.register(side.company, side.company.person(name));
  const claims = device.claims(target.services.clock);
  const { token } = await target.services.accessTokens.issue(claims, new Date(target.services.clock.now()));
  return { device, token };
}

/** A manager who also sells: otherwise nobody could try to approve what they asked for themselves. */
async function giveCustomerTo(company: TestCompany, manager: TestPerson): Promise<void> {
  const like = company.customerOf(company.person('Anna'));
  const own = { ...like, id: v7(), code: 'Mona-1', name: `Mona's customer`, ownerId: manager.id };
  company.data.customers.push(own);
  await commit(company.store, async (unit) => void unit.put('customers', toStored(own)));
}

/** Requests in several states and in both teams, devices and sessions. */
export async function createSide(target: Target): Promise<Side> {
  const company = await createTestCompany(target.services);
  await giveCustomerTo(company, company.person('Mona'));
  const anna = await signedIn(target, { company }, 'Anna');
  const carla = await signedIn(target, { company }, 'Carla');
  const mona = await signedIn(target, { company }, 'Mona');
  const words = (number: number) => ({ justification: `words of ${company.slug} number ${number}` });
  const asked = (by: TestDevice, discountBp: number, number: number) => {
    const submit = by.submit(discountBp);
    return { ...submit, args: { ...submit.args, ...words(number) } };
  };
  const named = asked(anna.device, 1_500, 1);
  await push(target, anna, [asked(anna.device, 300, 2), named, asked(anna.device, 9_000, 3)]);
  await push(target, carla, [asked(carla.device, 1_400, 4), asked(carla.device, 200, 5)]);
  await push(target, mona, [mona.device.approve(named.args.requestId)]);
  const pulled = await call(target.url, {
    path: 'sync.pull',
    type: 'query',
    input: { protocol: PROTOCOL_VERSION, cursor: null },
    token: mona.token,
  });
  const { epoch } = (JSON.parse(pulled.text) as { result: { data: { cursor: { epoch: string } } } }).result.data.cursor;
  const { services } = target;
  const grant = { companyId: company.id, userId: company.person('Ada').id, deviceId: mona.device.id };
  const refresh = await new RefreshTokens(services.database, services.clock).issue({ ...grant, client: 'desktop' });
  return {
    company,
    secret: refresh.token.split('.')[1] ?? '',
    ids: {
      companyId: company.id,
      slug: company.slug,
      email: company.person('Ada').email,
      personId: company.person('Anna').id,
      teamId: company.person('Anna').teamId ?? '',
      requestId: named.args.requestId,
      customerId: company.customerOf(company.person('Anna')).id,
      productId: company.product(1).id,
      deviceId: anna.device.id,
      commandId: named.id,
      epoch,
    },
  };
}

const OWNED = ['customers', 'discountRequests'];
/** Texts that legitimately occur elsewhere in other words: an audit entry or an outcome may be about either. */
const ABOUT_BOTH = ['auditLogs', 'commands', 'devices', 'counters', 'refreshTokens'];

/** Ids, hashes, addresses, what test companies call their customers: what no answer has by chance, as words of the contract. */
const MARK = /[0-9a-f]{8}-[0-9a-f]{4}-7|@|^[\w-]{40,}$|^[A-Z]\w+-\d$|^[A-Z]\w+'s customer|^words of /;

export const markedBy = (dump: Record<string, string>, other: Record<string, string>): string[] =>
  marksOf(dump, other).filter((mark) => MARK.test(mark));

/** What is in the company's data that this person may not see, and in nothing that they may. */
async function hiddenFrom(target: Target, { company }: Side, actor: ActingUser): Promise<string[]> {
  const hidden: Record<string, string> = {};
  const seen: Record<string, string> = {};
  for (const [key, text] of Object.entries(await dumpCompany(target.database, company.id))) {
    const collection = key.split('/')[0] ?? '';
    const document = JSON.parse(text) as { _id: string; ownerId: string; teamId: string | null };
    if (OWNED.includes(collection)) (canSee(actor, document) ? seen : hidden)[key] = text;
    // The stored hashes of tokens are never sent to anybody.
    else if (collection === 'refreshTokens') hidden[key] = JSON.stringify({ _id: document._id });
    else if (!ABOUT_BOTH.includes(collection)) seen[key] = text;
  }
  return markedBy(hidden, seen);
}

export async function createAttacker(target: Target, side: Side, name: Name): Promise<Attacker> {
  const own = await signedIn(target, side, name);
  return { side, name, ...own, hidden: await hiddenFrom(target, side, own.device.actor) };
}
