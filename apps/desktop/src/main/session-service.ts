import type { Identity } from '@marginiq/contract/session';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import {
  AuthClient,
  type AuthReply,
  type DeviceProofs,
  toPersonResult,
  toSessionResult,
} from '../bridge/auth-client.ts';
import { fromBase64Url } from '../bridge/base64url.ts';
import type {
  Keeping,
  LockedSession,
  PersonId,
  PersonResult,
  SessionChange,
  SessionResult,
  SignInInput,
  StoredSession,
} from '../bridge/bridge.ts';
import { identityOf, isSameIdentity, OTHER_SESSION, personKey } from '../bridge/identity.ts';
import { joinTextRings, ringOfReply, usableKeys, withDeviceOnlyTexts } from '../bridge/key-ring.ts';
import { SessionTimer, type TimePorts } from '../bridge/session-clock.ts';
import type { SessionVault } from './session-vault.ts';
import type { VaultContent, VaultSession } from './vault-content.ts';

export interface SessionServiceOptions {
  serverUrl: string;
  vault: SessionVault;
  /** Beside the vault, which may be locked when somebody signs in. */
  proofs?: DeviceProofs;
  deviceName: string;
  time: TimePorts;
  newId: () => string;
  /** Tells every window. */
  onChange: (change: SessionChange) => void;
  log: (message: string) => void;
}

/** The session of this installation. Holds the refresh token; nothing that leaves here carries it. */
export class SessionService {
  readonly #auth: AuthClient;
  readonly #options: SessionServiceOptions;
  readonly #vault: SessionVault;
  readonly #timer: SessionTimer;
  /** How often somebody signed in or out: a reply to a request from before the last time is too late. */
  #turns = 0;
  #renewing: { signInId: string; result: Promise<SessionResult> } | null = null;

  constructor(options: SessionServiceOptions) {
    const { serverUrl, vault, time, proofs } = options;
    this.#auth = new AuthClient({ serverUrl, now: time.now, ...(proofs === undefined ? {} : { proofs }) });
    this.#options = options;
    this.#vault = vault;
    this.#timer = new SessionTimer(time);
  }

  keeping(): Promise<Keeping> {
    return this.#vault.keeping();
  }

  async stored(): Promise<StoredSession | LockedSession | null> {
    const locked = await this.#vault.lockedProfile();
    if (locked !== null) return { locked: true, profile: locked };
    const { session } = await this.#vault.read();
    if (session === null) return null;
    const clock = this.#timer.look(session.clock);
    if (clock === null) return null;
    const tick = (content: VaultContent) =>
      content.session?.signInId === session.signInId ? { ...content, session: { ...content.session, clock } } : content;
    await this.#vault.update(tick, 'keep').catch((error) => this.#logUnwritten(error));
    return { profile: session.profile };
  }

  /** Checked by a sign-in whose session ends immediately. */
  async whoIs(input: SignInInput): Promise<PersonResult> {
    const answer = await this.#login(input);
    if (answer.ok) await this.#auth.logout(answer.reply.refreshToken, answer.reply.profile);
    return toPersonResult(answer);
  }

  #login(input: SignInInput): Promise<AuthReply> {
    return this.#auth.login(input, { deviceName: this.#options.deviceName, tokenTransport: 'body' });
  }

  async signIn(input: SignInInput): Promise<SessionResult> {
    const turn = this.#turns;
    const answer = await this.#login(input);
    if (!answer.ok) return answer;
    const { profile, refreshToken } = answer.reply;
    const session = { profile, signInId: this.#options.newId(), clock: answer.clock, refreshToken };
    const came = ringOfReply(answer.reply);
    const isAgain = await this.#isAgain(input, profile);
    let isHeldOnly = false;
    const begun: { turn: number | null; before: VaultSession | null } = { turn: null, before: null };
    try {
      const sealing = await this.#sealingOf(input, profile);
      const begin = (content: VaultContent): VaultContent => {
        // Somebody signed in or out during the request: the reply changes nothing.
        if (this.#turns !== turn) return content;
        this.#turns += 1;
        Object.assign(begun, { turn: this.#turns, before: content.session });
        const known = sealing?.found.reduce(withFound, content) ?? content;
        return { ...(came === null ? known : withRings(known, { [personKey(profile)]: came })), session };
      };
      await this.#vault.update(begin, isAgain ? 'keep' : 'undo', sealing);
    } catch (error) {
      this.#logUnwritten(error);
      if (!isAgain) {
        void this.#auth.logout(refreshToken ?? null, identityOf(profile));
        return { ok: false, fault: 'notKept', message: String(error) };
      }
      isHeldOnly = true;
    }
    // One person at a time: the previous person is signed out, on the server too.
    const { before } = begun;
    if (before?.refreshToken) void this.#auth.logout(before.refreshToken, identityOf(before.profile));
    if (begun.turn !== this.#turns) {
      void this.#auth.logout(refreshToken, identityOf(profile));
      return OTHER_SESSION;
    }
    this.#options.onChange({ kind: 'signedIn', profile });
    return toSessionResult(answer, isHeldOnly);
  }

  /** Whether this person is signed in already, and what protects that stays: then the disk has what a restart needs. */
  async #isAgain({ passphrase }: SignInInput, person: PersonId): Promise<boolean> {
    const { session } = await this.#vault.read();
    const known = session?.profile ?? (await this.#vault.lockedProfile());
    if (known === null || personKey(known) !== personKey(person)) return false;
    return passphrase === undefined || (passphrase === null && (await this.keeping()) !== 'passphrase');
  }

  /** Undefined if the passphrase stays as it is. */
  async #sealingOf({ passphrase }: SignInInput, person: PersonId) {
    if (passphrase === undefined) return undefined;
    if (passphrase === null) return { passphrase, opened: [], found: [] };
    return this.#vault.prepareSealing(person, passphrase);
  }

  /** One at a time for all windows: two renewals at once would look like a stolen token to the server. */
  async renew(identity: Identity): Promise<SessionResult> {
    const { session } = await this.#vault.read();
    if (session === null || !isSameIdentity(session.profile, identity)) return OTHER_SESSION;
    if (this.#renewing?.signInId !== session.signInId) {
      const result = this.#renew(session, identity).finally(() => {
        if (this.#renewing?.result === result) this.#renewing = null;
      });
      this.#renewing = { signInId: session.signInId, result };
    }
    return this.#renewing.result;
  }

  async #renew({ signInId, refreshToken }: VaultSession, identity: Identity): Promise<SessionResult> {
    if (refreshToken === null) return { ok: false, fault: 'ended', message: 'no refresh token is kept' };
    const answer = await this.#auth.refresh(refreshToken, identity);
    if (!answer.ok) return answer;
    return this.#keepRenewed(answer, signInId);
  }

  /**
   * Before the answer is passed on: if we are killed in between, the server accepts the previous token one more time.
   */
  async #keepRenewed(answer: AuthReply & { ok: true }, signInId: string): Promise<SessionResult> {
    const { profile, refreshToken } = answer.reply;
    let isKept = false;
    const keep = (content: VaultContent): VaultContent => {
      const { session } = content;
      // Somebody signed out, or another person signed in, during the request: the reply changes nothing.
      isKept = session?.signInId === signInId && isSameIdentity(session.profile, profile);
      if (!isKept || session === null) return content;
      return { ...content, session: { ...session, profile, clock: answer.clock, refreshToken } };
    };
    // The server has renewed it, whether or not this device has room for it.
    await this.#vault.update(keep, 'keep').catch((error) => this.#logUnwritten(error));
    if (isKept) return toSessionResult(answer);
    void this.#auth.logout(refreshToken, identityOf(profile));
    return OTHER_SESSION;
  }

  async localKeys(identity: Identity): Promise<LocalKeys | null> {
    const { session, rings } = await this.#vault.read();
    if (session === null || !isSameIdentity(session.profile, identity)) throw new Error(OTHER_SESSION.message);
    const ring = rings[personKey(identity)];
    return ring === undefined ? null : usableKeys(ring, fromBase64Url);
  }

  async noteSealed(identity: Identity): Promise<void> {
    const name = personKey(identity);
    const note = (content: VaultContent): VaultContent => {
      const { session } = content;
      if (session === null || !isSameIdentity(session.profile, identity)) return content;
      const ring = content.rings[name];
      if (ring === undefined || !ring.mayHoldClear) return content;
      return { ...content, rings: { ...content.rings, [name]: { ...ring, mayHoldClear: false } } };
    };
    // If it cannot be written, the next opening checks everything again.
    await this.#vault.update(note, 'keep').catch((error) => this.#logUnwritten(error));
  }

  async setPassphrase(identity: Identity, passphrase: string | null): Promise<'done' | 'signInFirst'> {
    const { session } = await this.#vault.read();
    if (session === null || !isSameIdentity(session.profile, identity)) return 'signInFirst';
    return (await this.#vault.setPassphrase(session.signInId, passphrase)) ? 'done' : 'signInFirst';
  }

  unlock(passphrase: string): Promise<boolean> {
    return this.#vault.unlock(passphrase);
  }

  async reportWipe(identity: Identity, unanswered: string[]): Promise<void> {
    const { session } = await this.#vault.read();
    if (!session?.refreshToken || !isSameIdentity(session.profile, identity)) return;
    await this.#auth.reportWipe(session.refreshToken, identity, unanswered);
  }

  /** @throws if it cannot be written, or the vault is locked: then the key is still on the disk */
  async forgetKeys(person: PersonId): Promise<void> {
    const locked = await this.#vault.lockedProfile();
    if (locked !== null && personKey(locked) === personKey(person)) return;
    // A change of the vault would give up the session that the passphrase locks, too.
    if (locked !== null) throw new Error('the vault is locked');
    const isKnown = ({ rings, left, aside }: VaultContent) =>
      (rings[personKey(person)] ?? left[personKey(person)]) !== undefined ||
      aside.some(({ profile }) => personKey(profile) === personKey(person));
    await this.#vault.update((content) => {
      const { session } = content;
      const isTheirs = session !== null && personKey(session.profile) === personKey(person);
      return isTheirs || !isKnown(content) ? content : withoutKeysOf(content, person);
    }, 'keep');
  }

  async signOut(identity: Identity): Promise<void> {
    const locked = await this.#vault.lockedProfile();
    if (locked !== null && isSameIdentity(locked, identity)) await this.#forgetLocked(identity);
    const { session } = await this.#vault.read();
    if (session === null || !isSameIdentity(session.profile, identity)) return;
    const forget = (content: VaultContent) => {
      if (content.session?.signInId !== session.signInId) return content;
      this.#turns += 1;
      return { ...withoutRingOf(content, identity), session: null };
    };
    const forgotten = this.#vault.update(forget, 'delete').catch((error) => this.#logUnwritten(error));
    this.#options.onChange({ kind: 'signedOut', identity });
    await forgotten;
    if (session.refreshToken !== null) await this.#auth.logout(session.refreshToken, identity);
  }

  /** A token locked by a passphrase cannot be read, so the server is not notified: that session expires by itself. */
  async #forgetLocked(identity: Identity): Promise<void> {
    this.#turns += 1;
    const forgotten = this.#vault.forgetLocked().catch((error) => this.#logUnwritten(error));
    this.#options.onChange({ kind: 'signedOut', identity });
    await forgotten;
  }

  #logUnwritten(error: unknown): void {
    this.#options.log(`the session vault could not be written: ${String(error)}`);
  }
}

/** No key that the device had is lost, whatever the server makes of it (law 6). */
function withRings(content: VaultContent, came: VaultContent['rings']): VaultContent {
  const left = { ...content.left };
  const joined = Object.entries(came).map(([name, ring]) => {
    const { [name]: keys = [] } = left;
    delete left[name];
    return [name, withDeviceOnlyTexts(joinTextRings(ring, content.rings[name] ?? null), keys)];
  });
  return { ...content, left, rings: { ...content.rings, ...Object.fromEntries(joined) } };
}

/** Including what a passphrase has opened again, possibly other people's keys too. */
function withFound(content: VaultContent, { rings, left, aside }: VaultContent): VaultContent {
  const known = new Set(content.aside.map((one) => JSON.stringify(one)));
  const others = aside.filter((one) => !known.has(JSON.stringify(one)));
  return withRings({ ...content, left: { ...left, ...content.left }, aside: [...content.aside, ...others] }, rings);
}

/** A sign-out removes the person's keys, except those that the server did not return. */
function withoutRingOf(content: VaultContent, person: PersonId): VaultContent {
  const name = personKey(person);
  const { [name]: ring, ...rings } = content.rings;
  const keys = ring?.deviceOnly ?? [];
  return { ...content, rings, left: keys.length === 0 ? content.left : { ...content.left, [name]: keys } };
}

/** Nothing is left that they could open. */
function withoutKeysOf(content: VaultContent, person: PersonId): VaultContent {
  const name = personKey(person);
  const { [name]: _ring, ...rings } = content.rings;
  const { [name]: _left, ...left } = content.left;
  const aside = content.aside.filter(({ profile }) => personKey(profile) !== name);
  return { ...content, rings, left, aside };
}
