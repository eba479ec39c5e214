import { joinRings, joinTextRings, type KeyRing, type TextRing, withDeviceOnly } from '../../bridge/key-ring.ts';
import { PassphraseKey, type PassphrasePorts, type PassphraseSeal } from '../../bridge/passphrase.ts';
import { type HeldKey, holdRing, importKey } from './held-key.ts';
import type { KeptKeys, KeyStore, SealedRecord } from './key-store.ts';
import {
  allOf,
  contentOf,
  idOf,
  isSameRing,
  leftOf,
  MAX_KEPT,
  type OpenKeys,
  opened,
  type SealedContent,
  standsFor,
  trueIdOf,
  usable,
  vouchedFor,
} from './open-keys.ts';

/** `over`: the version of what is kept, null if the browser took it away while the program ran. */
export type Look =
  | { state: 'open'; open: OpenKeys; over: string | null }
  | { state: 'locked' }
  | { state: 'missing' }
  | { state: 'damaged' };

export type KeptBy = 'passphrase' | 'browser' | 'nothing';

/** How a new session is kept: `passphrase` null for the one that this window has open. */
export interface Sealing {
  passphrase: string | null;
  refreshToken: string;
}

export interface BrowserKeysPorts extends PassphrasePorts {
  store: KeyStore;
  newId: () => string;
}

/** What this device had before a sign-in, as far as it can be opened. */
interface Before {
  found: KeptKeys | null;
  /** One for each passphrase that could be opened, the one last in use first. */
  texts: TextRing[];
  held: KeyRing<HeldKey> | null;
  /** According to the ring last in use; true if that could not be opened. */
  mayHoldClear: boolean;
  /** What a sign-out has left. */
  left: HeldKey[];
  bare: HeldKey[];
  aside: PassphraseSeal[];
  passphrase: PassphraseKey | null;
}

/**
 * The keys of this browser's people, and their refresh tokens where a passphrase seals both in one record. All windows share
 * what is kept; each opens it with the passphrase entered in it, so that one whose passphrase was replaced is locked.
 */
export class BrowserKeys {
  readonly #ports: BrowserKeysPorts;
  #open: OpenKeys | null = null;

  constructor(ports: BrowserKeysPorts) {
    this.#ports = ports;
  }

  /** What is kept decides, not what this window remembers: another one may have changed it. @throws if it cannot be read */
  async look(name: string): Promise<Look> {
    const open = this.#open?.name === name ? this.#open : null;
    const kept = await this.#ports.store.get(name);
    if (kept === 'damaged') return { state: 'damaged' };
    if (kept === null) return open === null ? { state: 'missing' } : { state: 'open', open, over: null };
    if (kept.kind === 'left') return { state: 'missing' };
    const now = standsFor(open, kept) ? open : await opened(name, kept, open?.unsealed?.passphrase);
    // A sign-in or a sign-out meanwhile knows better.
    if (this.#open === open) this.#open = now;
    return now === null ? { state: 'locked' } : { state: 'open', open: now, over: kept.version };
  }

  /** @returns false for a wrong passphrase */
  async unlock(name: string, passphrase: string): Promise<boolean> {
    const kept = await this.#ports.store.get(name);
    if (kept === null || kept === 'damaged' || kept.kind !== 'sealed') return true;
    const found = await PassphraseKey.open(passphrase, kept.seal, this.#ports.randomBytes);
    if (found === null) return false;
    this.#open = await opened(name, kept, found.key);
    return this.#open !== null;
  }

  /**
   * Keeps what a sign-in brought. No key that was here before is lost (law 6).
   * @param mayHoldOnly if it cannot be written, this window works with it while it is open
   * @returns what is now kept
   * @throws if it cannot be written
   */
  async keep(
    name: string,
    came: TextRing | null,
    { sealing, mayHoldOnly }: { sealing: Sealing | null; mayHoldOnly: boolean },
  ): Promise<{ by: KeptBy; isHeldOnly: boolean }> {
    const before = await this.#before(name, sealing?.passphrase ?? null);
    const [newest, ...others] = [came, ...before.texts].filter((ring) => ring !== null);
    const joined = newest === undefined ? null : others.reduce(joinTextRings, newest);
    const text = joined === null ? null : { ...joined, mayHoldClear: before.mayHoldClear };
    const open = await (sealing === null
      ? this.#inTheOpen(name, text, before)
      : this.#underPassphrase(name, text, { before, sealing }));
    if (open === null) {
      this.#open = null;
      return { by: 'nothing', isHeldOnly: false };
    }
    let held = open;
    // A full disk has room for what is there already.
    if (isSameRing(before.found, open.kept)) held = { ...open, kept: before.found };
    else {
      try {
        await this.#ports.store.set(name, open.kept);
      } catch (error) {
        if (!mayHoldOnly) throw error;
        held = { ...open, insteadOf: before.found?.version ?? null };
      }
    }
    this.#open = held;
    return { by: open.unsealed === null ? 'browser' : 'passphrase', isHeldOnly: held.insteadOf !== undefined };
  }

  async #before(name: string, passphrase: string | null): Promise<Before> {
    const { store, randomBytes } = this.#ports;
    const look = await this.look(name);
    const stored = await store.get(name);
    const found = stored === 'damaged' ? null : stored;
    const open = look.state === 'open' ? look.open : null;
    const kept = found === null || standsFor(open, found) ? (open?.kept ?? null) : found;
    const unsealed = open?.unsealed ?? null;
    const texts = unsealed?.content.ring ? [unsealed.content.ring] : [];
    const held = unsealed === null ? (open?.ring ?? null) : null;
    const beside = kept?.kind === 'sealed' ? kept.bare : [];
    // Without opening the seal its keys cannot be distinguished, and none may be lost (law 6).
    const bare = unsealed === null ? beside : await vouchedFor(unsealed.content.bareIds, beside);
    const left = kept?.kind === 'left' ? kept.keys : [];
    const mayHoldClear = (unsealed?.content.ring ?? held)?.mayHoldClear ?? true;
    const seals = [...(look.state === 'locked' && kept?.kind === 'sealed' ? [kept.seal] : []), ...(kept?.aside ?? [])];
    const before: Before = {
      found,
      texts,
      held,
      mayHoldClear,
      left,
      bare,
      aside: [],
      passphrase: unsealed?.passphrase ?? null,
    };
    if (passphrase === null) return { ...before, aside: seals.slice(0, MAX_KEPT) };
    for (const seal of seals) {
      const own = await PassphraseKey.open(passphrase, seal, randomBytes);
      const ring = own === null ? null : contentOf(own.text)?.ring;
      if (ring) before.texts.push(ring);
      if (ring && look.state === 'locked' && seal === seals[0]) before.mayHoldClear = ring.mayHoldClear;
      if (own === null) before.aside.push(seal);
    }
    return { ...before, passphrase: await PassphraseKey.create(passphrase, this.#ports) };
  }

  /** Whether somebody who copies the disk can read this key, as far as this browser knows. */
  async isBare(name: string, localKey: string): Promise<boolean> {
    const kept = await this.#ports.store.get(name);
    if (kept === null || kept === 'damaged') return false;
    const bare = kept.kind === 'ring' ? allOf(kept.ring) : kept.kind === 'sealed' ? kept.bare : kept.keys;
    const { id } = await importKey(localKey);
    return bare.map(idOf).includes(id);
  }

  async #inTheOpen(name: string, text: TextRing | null, { held, left, bare, aside }: Before): Promise<OpenKeys | null> {
    const came = text === null ? null : await holdRing(text);
    const ring = came === null ? held : joinRings(came, held, idOf);
    if (ring === null) return null;
    const all = withDeviceOnly(ring, [...left, ...bare], idOf);
    const kept: KeptKeys = { kind: 'ring', version: this.#ports.newId(), aside, ring: all };
    return { name, kept, ring: all, unsealed: null };
  }

  async #underPassphrase(
    name: string,
    text: TextRing | null,
    { before, sealing }: { before: Before; sealing: Sealing },
  ): Promise<OpenKeys> {
    const { passphrase, held, left, aside } = before;
    if (passphrase === null) throw new Error('no passphrase is open in this window');
    // They cannot be read, so nothing can seal them; they stay as bare as they were, and seal nothing any more.
    const bare = [...(held === null ? [] : allOf(held)), ...left, ...before.bare].slice(0, MAX_KEPT);
    const bareIds = await Promise.all(bare.map(trueIdOf));
    const content: SealedContent = { refreshToken: sealing.refreshToken, ring: text, bareIds };
    const seal = await passphrase.seal(JSON.stringify(content));
    const ring = await usable(content, bare);
    const deviceOnly = ring === null ? bare.map(idOf) : ring.deviceOnly.map(idOf);
    const kept: SealedRecord = { kind: 'sealed', version: this.#ports.newId(), aside, seal, bare, deviceOnly };
    return { name, kept, ring, unsealed: { passphrase, content } };
  }

  /**
   * A renewed session's token, unless another window has written since. A browser's cookie needs no storing.
   * @returns takes it back
   */
  async renewed(look: Look, refreshToken: string | null): Promise<() => Promise<void>> {
    if (look.state !== 'open' || refreshToken === null) return async () => undefined;
    const version = await this.#reseal(look, (content) => ({ ...content, refreshToken }));
    return () => this.#takeBack(look.open.name, version);
  }

  async noteSealed(name: string): Promise<void> {
    const look = await this.look(name);
    if (look.state !== 'open' || !look.open.ring?.mayHoldClear) return;
    const { open, over } = look;
    if (open.kept.kind === 'sealed') {
      await this.#reseal(look, ({ ring, ...rest }) => ({
        ...rest,
        ring: ring === null ? null : { ...ring, mayHoldClear: false },
      }));
      return;
    }
    const ring = { ...open.kept.ring, mayHoldClear: false };
    await this.#replace(open, { ...open, kept: { ...open.kept, version: this.#ports.newId(), ring }, ring }, over);
  }

  async #reseal(
    { open, over }: Extract<Look, { state: 'open' }>,
    change: (content: SealedContent) => SealedContent,
  ): Promise<string | null> {
    if (open.unsealed === null || open.kept.kind !== 'sealed') return null;
    const { passphrase } = open.unsealed;
    const content = change(open.unsealed.content);
    const seal = await passphrase.seal(JSON.stringify(content));
    const kept: SealedRecord = { ...open.kept, version: this.#ports.newId(), seal };
    const ring = await usable(content, kept.bare);
    return this.#replace(open, { ...open, kept, ring, unsealed: { passphrase, content } }, over);
  }

  /** @returns the version that was written; null if another window was first */
  async #replace(open: OpenKeys, next: OpenKeys, over: string | null): Promise<string | null> {
    const isKept = await this.#ports.store.set(open.name, next.kept, over).catch((error: unknown) => {
      // A renewed token must not be forgotten because the disk is full.
      if (this.#open === open) this.#open = { ...next, insteadOf: over };
      throw error;
    });
    if (isKept && this.#open === open) this.#open = next;
    return isKept ? next.kept.version : null;
  }

  async #takeBack(name: string, version: string | null): Promise<void> {
    if (version !== null) await this.#ports.store.remove(name, version);
  }

  /**
   * The browser removes the keys together with the data, or had no room for them, and whatever is saved from now on would
   * be locked after a restart.
   * @returns takes them back
   */
  async keepAgain({ open, over }: Extract<Look, { state: 'open' }>): Promise<() => Promise<void>> {
    const isKept = over !== open.kept.version && (await this.#ports.store.set(open.name, open.kept, over));
    return () => this.#takeBack(open.name, isKept ? open.kept.version : null);
  }

  /** From now on this window works with these: what it remembered was another person's. */
  use({ open }: Extract<Look, { state: 'open' }>): void {
    if (this.#open?.name !== open.name) this.#open = open;
  }

  /**
   * Forgets the keys that come back with the next sign-in, in this window at once. What the server did not return stays, because
   * commands that were not sent may be sealed by it (law 6).
   * @returns as what it was kept last, by whichever window
   */
  async forget(name: string): Promise<Look> {
    const open = this.#open?.name === name ? this.#open : null;
    if (open !== null) this.#open = null;
    const { store, newId } = this.#ports;
    const last = await store.get(name).catch(() => null);
    // If the disk was full, this window holds something newer in memory than what is kept.
    const newest = last !== null && last !== 'damaged' && standsFor(open, last) ? (open?.kept ?? last) : last;
    const left = newest === null || newest === 'damaged' ? null : leftOf(newest, newId());
    if (left === null) await store.remove(name);
    // On a full disk everything stays: keeping too much is safer than keeping too little.
    else await store.set(name, left).catch(() => undefined);
    if (last === null || last === 'damaged' || last.kind === 'left') return { state: 'missing' };
    const now = standsFor(open, last) ? open : await opened(name, last, open?.unsealed?.passphrase);
    return now === null ? { state: 'locked' } : { state: 'open', open: now, over: null };
  }

  /** Once nothing is left here that this person's keys could open. */
  async forgetAll(name: string): Promise<void> {
    if (this.#open?.name === name) this.#open = null;
    await this.#ports.store.remove(name);
  }
}
