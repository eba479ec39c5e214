import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Id } from '@marginiq/contract/scalars';
import type { KeyRing } from './key-ring.ts';

export interface Person {
  companyId: Id;
  userId: Id;
}

/**
 * What a device keeps after a sign-in, even past its sign-out, so that the next sign-in recognises it. It grants nothing and
 * does not reveal whose it is: wrong passwords sent with it for this one person count against this device alone, so that
 * strangers who guess cannot lock the person out.
 */
export class DeviceProofs {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** @param id new for each proof: guesses made with it are counted under it */
  issue(person: Person, id: Id): string {
    return `${id}.${seal(this.#keys.newest.secret, person, id)}`;
  }

  /** The id of a proof that was issued to this person; null for any other text. */
  idOf(proof: string, person: Person): Id | null {
    const [id = '', given = ''] = proof.split('.');
    // A proof names no key, for its form is older than that: it is kept for months, and any secret that is still there will do.
    const isOurs = this.#keys.candidates(undefined).some(({ secret }) => isSame(given, seal(secret, person, id)));
    return isOurs ? id : null;
  }
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function seal(secret: KeyObject, { companyId, userId }: Person, id: Id): string {
  // A purpose of its own in front: the same secret signs access tokens.
  return createHmac('sha256', secret).update(`device/${companyId}/${userId}/${id}`).digest('base64url');
}
