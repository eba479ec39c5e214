import type { LoginInput } from '@marginiq/contract/session';
import type { Clock } from '../clock.ts';
import type { Database } from '../tenancy/database.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { Attempts, type Counted } from './attempts.ts';
import type { DeviceProofs, Person } from './device-proofs.ts';
import { verifyPassword } from './passwords.ts';
import type { Turns } from './turns.ts';

/** Wrong passwords in a row that are let through before the next one waits: of one caller for one account, … */
const FREE_OF_CALLER = 5;
/** … of all callers that the account does not know, for one account, and of one place for all accounts. */
const FREE_OF_STRANGERS = 30;
const FREE_OF_PLACE = 50;

/** Stand-in for the company and person of an unknown account, so that the same queries are made. */
const NOBODY = 'nobody';

export type SignIn =
  /** The password was right. Whether this person may work is for the caller to check, and to tell them. */
  | { ok: true; company: CompanyRecord; user: UserRecord }
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'locked'; until: string };

export interface SignInCaller {
  /** The caller's network address (client-address.ts); null if it distinguishes nobody. */
  place: string | null;
  /** The proof that its person has signed in on it before. */
  deviceProof: string | null;
}

interface Guess {
  account: string;
  person: Person;
  /** The device that the person is known by; null for a stranger. */
  device: string | null;
  place: string | null;
}

interface Ports {
  database: Database;
  clock: Clock;
  proofs: DeviceProofs;
  turns: Turns;
}

export const loginId = (companySlug: string, email: string) => `${companySlug}/${email}`;

const callerOf = (account: string, place: string | null): Counted => ({
  name: `account ${account} from ${place ?? 'anywhere'}`,
  free: FREE_OF_CALLER,
});
const strangersOf = (account: string): Counted => ({ name: `account ${account}`, free: FREE_OF_STRANGERS });

/**
 * Checks company, email and password. The caller cannot tell which was wrong, neither from the reply nor from the time taken,
 * so nobody learns who works where. Guesses are counted per guesser, so that nobody can lock out somebody else: a device that
 * the person has used before is counted separately, and strangers are counted together.
 */
export class SignIns {
  readonly #database: Database;
  readonly #attempts: Attempts;
  readonly #proofs: DeviceProofs;
  readonly #turns: Turns;

  constructor({ database, clock, proofs, turns }: Ports) {
    this.#database = database;
    this.#attempts = new Attempts(database, clock);
    this.#proofs = proofs;
    this.#turns = turns;
  }

  /** @throws ServerBusyError */
  async signIn(input: LoginInput, caller: SignInCaller): Promise<SignIn> {
    const account = loginId(input.company, input.email);
    const login = await this.#database.logins.findOne({ _id: account });
    const person = login ?? { companyId: NOBODY, userId: NOBODY };
    const device = caller.deviceProof === null ? null : this.#proofs.idOf(caller.deviceProof, person);
    const { place } = caller;
    return this.#turns.run({ key: account, place, isKnown: device !== null }, () =>
      this.#check({ account, person, device, place }, input.password),
    );
  }

  /** Forgets what was guessed at an account, by its person from here and by strangers: it has another password now. */
  async forgetGuesses(account: string, place: string | null): Promise<void> {
    await this.#attempts.succeed([callerOf(account, place), strangersOf(account)], []);
  }

  async #check({ account, person, device, place }: Guess, password: string): Promise<SignIn> {
    const { companyId, userId } = person;
    const own = [device === null ? callerOf(account, place) : { name: `device ${device}`, free: FREE_OF_CALLER }];
    const strangers: Counted[] =
      device !== null || place === null ? [] : [strangersOf(account), { name: `place ${place}`, free: FREE_OF_PLACE }];
    const until = await this.#attempts.begin([...own, ...strangers]);
    if (until !== null) return { ok: false, reason: 'locked', until };

    const store = this.#database.tenant(companyId);
    const user = await store.collection('users').findById(userId);
    const company = await store.collection('companies').findById(companyId);
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    if (!matches || user === null || company === null) return { ok: false, reason: 'wrong' };
    await this.#attempts.succeed(own, strangers);
    return { ok: true, company, user };
  }
}
