/** One version of everything that crosses the wire. */
export interface Protocol {
  number: number;
  /** Of the wire schemas of its last program, by `protocol-version.test.ts`. */
  digest: string;
  /** What is new in its messages, and what older programs get instead. */
  changed: string;
  /** A program whose protocol is no longer served in full may still push its outbox, and is asked to update. */
  served: 'inFull' | 'pushOnly';
}

/**
 * Every protocol that programs in the field may speak, the oldest first. `server/src/sync/ARCHITECTURE.md` says how to add one.
 * Those that are served in full are replayed from recordings (`server/src/sync/recorded.mongo.test.ts`).
 */
export const PROTOCOLS: readonly Protocol[] = [
  {
    number: 1,
    digest: '62e54aadf9be678a0f62df6356b9dda8',
    changed: 'The first: commands, outcomes, pages, and a stream of bare hints.',
    served: 'inFull',
  },
  {
    number: 2,
    digest: '461d433d3d37fcbaac2fbbc61c179384',
    changed: 'Stream items may carry small changes, and have ids to resume by; programs of protocol 1 get bare hints.',
    served: 'inFull',
  },
  {
    number: 3,
    digest: '62114e149390b3c7ca08c5373c2e3f07',
    changed:
      "Every call names whose session it uses; a session's reply carries the server's time and, on signing in, the key of the " +
      'local data. Programs before name no session, and have one for a whole browser.',
    served: 'inFull',
  },
  {
    number: 4,
    digest: '43790fa93e0ecb97fb39c69a3ef1ab8a',
    changed:
      'More reasons for a refusal, owners that may be missing, hand-overs, limits for everything, and reports of what cannot be ' +
      'read; older programs get the nearest reason that they know, and the company as the owner.',
    served: 'inFull',
  },
  {
    number: 5,
    digest: '6682e825c711fd43ce59a1bbb85571b1',
    changed:
      'A quantity may have three decimals, and a line names its unit; older programs get such a line as one piece of all of it.',
    served: 'inFull',
  },
];
