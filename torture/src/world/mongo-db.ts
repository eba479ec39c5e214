import type { Db } from 'mongodb';

/** The MongoDB that a world lives on: one server or several. */
export interface MongoDb {
  readonly uri: string;
  /** The port of the server behind a proxy. */
  readonly port: number;
  /** How a server process of the product reaches it, if the proxy before it listens at this port. */
  uriBehind: (proxyPort: number) => string;
  /** For looking at the data behind the product's back. */
  raw: (database: string) => Promise<Db>;
  /** The primary's process itself, in the middle of everything. */
  kill: () => Promise<void>;
  /** Whatever does not run. */
  start: () => Promise<void>;
  /** The primary gives up being one for a while, as in an election. */
  stepDown: (seconds: number) => Promise<void>;
}

/** Makes the primary step down. It closes its connections, including the one that asked for it. */
export async function stepDownBy(admin: Db, seconds: number): Promise<void> {
  const command = { replSetStepDown: seconds, secondaryCatchUpPeriodSecs: 0, force: true };
  await admin.command(command).catch(() => undefined);
}
