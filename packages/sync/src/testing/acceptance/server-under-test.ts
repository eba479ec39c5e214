import type { Person } from '@marginiq/contract/reference';
import type { SyncTransport } from '../../engine/transport.ts';

/** A server with one company, as the suite needs it: two teams, and a customer of their own for either seller. */
export interface ServerUnderTest {
  seller: Person;
  /** Decides for the seller's team. */
  manager: Person;
  /** Sells in another team. */
  stranger: Person;
  customerOf: (owner: Person) => string;
  /** Sold by the piece; 3 % off it needs nobody's approval, 15 % the manager's. */
  productId: string;
  newId: () => string;
  /** A person's way to the server, on a device of theirs. */
  connect: (person: Person, deviceId: string) => Promise<SyncTransport>;
  revoke: (deviceId: string) => Promise<void>;
  deactivate: (person: Person) => Promise<void>;
  giveCustomer: (customerId: string, to: Person) => Promise<void>;
  /** Forgets, as after months, which documents have left whose view until now. */
  forgetRevocations: () => Promise<void>;
}
