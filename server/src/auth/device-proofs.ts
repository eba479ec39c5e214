import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Id } from '@marginiq/contract/scalars';

export interface Person {
  companyId: Id;
  userId: Id;
}

/**
 * What a device keeps after a sign-in, beyond its sign-out, to be known again by the next one. It opens nothing and says
 * nothing of whose it is: with it wrong passwords for this one person count for this device alone, so that strangers who guess
 * cannot keep the person out.
 */
export class DeviceProofs {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @param id made anew for each proof: guesses with it are counted by it */
  issue(person: Person, id: Id): string {
    return `${id}.${this.#seal(person, id)}`;
  }

  /** The id of a proof that was issued to this person; null for any other text. */
  idOf(proof: string, person: Person): Id | null {
    const [id = '', seal = ''] = proof.split('.');
    const [given, wanted] = [Buffer.from(seal), Buffer.from(this.#seal(person, id))];
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null;
  }

  #seal({ companyId, userId }: Person, id: Id): string {
    // A purpose of its own in front: the same secret signs access tokens.
    return createHmac('sha256', this.#secret).update(`device/${companyId}/${userId}/${id}`).digest('base64url');
  }
}
