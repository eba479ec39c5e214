import type { Profile } from '@marginiq/contract/session';
import type { ActingUser } from '@marginiq/domain/context';
import { digitsOf } from '@marginiq/domain/currency';
import { type Knowledge, LocalData } from '@marginiq/sync/database/local-data';
import { localDatabaseName, openLocalDatabase } from '@marginiq/sync/database/local-database';
import { finishRepair } from '@marginiq/sync/database/repair';
import type { LocalRxDatabase, OutboxRow } from '@marginiq/sync/database/row';
import { type LocalKey, type Sealer, sealerFor } from '@marginiq/sync/database/sealer';
import { SyncEngine } from '@marginiq/sync/engine/sync-engine';
import type { SyncStatus } from '@marginiq/sync/engine/sync-status';
import { INITIAL_STATUS } from '@marginiq/sync/engine/sync-status';
import { numberingDevice } from '@marginiq/sync/outbox/numbering-device';
import { Outbox, type OutboxPorts } from '@marginiq/sync/outbox/outbox';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { type HeldBack, NOTHING_HELD } from '@marginiq/sync/outbox/sealed-entries';
import { KeptRows } from '@marginiq/sync/replica/kept-rows';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { Replica } from '@marginiq/sync/replica/replica';
import { createFormats, type Formats } from '@marginiq/ui/format';
import { distinctUntilChanged, map, take } from 'rxjs';
import { v7 } from 'uuid';
import type { DesktopBridge, Keeping, PersonId } from '../../bridge/bridge.ts';
import { identityOf } from '../../bridge/identity.ts';
import type { AccessToken } from '../features/session/access-token.ts';
import { createTrpcTransport } from '../features/sync/trpc-transport.ts';
import { exclusively, steal } from '../host/exclusively.ts';
import { workerHeartbeat } from '../host/heartbeat.ts';
import type { UnwrittenNotes } from '../host/unwritten-notes.ts';
import { VERSION } from '../host/version.ts';
import { forgetLeaving } from './leaving.ts';
import { Live } from './live.ts';
import { noteWhenSealed, writeInTheClear } from './note-sealed.ts';
import { openUnwritten } from './open-unwritten.ts';
import { Opened } from './opened.ts';
import { sendBeforeUpdate } from './send-before-update.ts';

export const systemNow = () => new Date().toISOString();

/** Everything of the signed-in person on this device, while it is open. */
export interface Workspace {
  profile: Profile;
  /** Who works here, with their current role and team; screens get it from `useWorkspace`. */
  actor: Live<ActingUser>;
  database: LocalRxDatabase;
  replica: Replica;
  outbox: Outbox;
  engine: SyncEngine;
  /** Drafts as last stored, for when the disk loses them. */
  drafts: KeptRows;
  accessToken: AccessToken;
  /** What this window has not written yet is noted when its page is left. */
  unwritten: UnwrittenNotes;
  /** Writes what other windows noted as they were left. */
  adoptUnwritten: () => Promise<void>;
  /** Null until the local database has answered for the first time. */
  requests: Live<RequestView[] | null>;
  knowledge: Live<Knowledge | null>;
  entries: Live<OutboxEntry[]>;
  status: Live<SyncStatus>;
  /** How the company writes money, shares and times: made once, because making it is expensive. */
  formats: Live<Formats>;
  /** Commands that cannot be read: locked, or damaged. */
  held: Live<HeldBack>;
  /** Those commands as they are on the disk, for when it loses them. */
  heldRows: Live<OutboxRow[]>;
  /** Whether this device's data is sealed, and where its key is kept. */
  isSealed: boolean;
  keeping: Keeping;
  /** The key by which this window seals. */
  key: LocalKey | null;
  close: () => Promise<void>;
}

const leadershipPorts = {
  exclusively,
  steal,
  heartbeat: workerHeartbeat,
  isVisible: () => document.visibilityState === 'visible',
};

export function outboxPorts(profile: Profile): OutboxPorts {
  return { deviceId: profile.deviceId, now: systemNow, newId: () => v7(), exclusively };
}

/** Until the company is known. */
const FIRST_FORMATS = { locale: 'en', currency: 'EUR', currencyDigits: 2 };

/** The company's formats; made again only when its locale or currency changes. */
const formatsOf = ({ reference$ }: LocalData) =>
  reference$.pipe(
    map(({ company }) => company ?? FIRST_FORMATS),
    map(({ locale, ...company }) => ({ locale, currency: company.currency, digits: digitsOf(company) })),
    distinctUntilChanged((a, b) => a.locale === b.locale && a.currency === b.currency && a.digits === b.digits),
    map(({ locale, currency, digits }) => createFormats(locale, currency, digits)),
  );

export const databaseNameOf = ({ companyId, userId }: PersonId) => localDatabaseName(companyId, userId);

/** @throws if the session now belongs to somebody else */
export async function localSealer(bridge: DesktopBridge, profile: Profile): Promise<Sealer> {
  return sealerFor(await bridge.localKeys(identityOf(profile)));
}

interface OpenOptions {
  accessToken: AccessToken;
  onBroken: (error: unknown, workspace: Workspace) => void;
}

/**
 * Opens what the person holds on this device and begins to keep it in step. Needs no network. If that fails, whatever was
 * opened has been closed again: RxDB opens a local database only once, so what is left open makes every later try fail.
 * @throws LocalDatabaseError
 */
export async function openWorkspace(bridge: DesktopBridge, profile: Profile, options: OpenOptions): Promise<Workspace> {
  const opened = new Opened();
  try {
    return await openInto(opened, { bridge, profile, ...options });
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openInto(
  opened: Opened,
  { bridge, profile, accessToken, onBroken }: OpenOptions & { bridge: DesktopBridge; profile: Profile },
): Promise<Workspace> {
  const name = databaseNameOf(profile);
  const keys = await bridge.localKeys(identityOf(profile));
  const sealer = sealerFor(keys);
  if (!sealer.isSealing) opened.toClose(await writeInTheClear(name));
  const keeping = await bridge.keeping();
  // Somebody who signs in again before a sign-out has finished keeps what they do from now on. Only now is it known to be
  // theirs: a window of somebody who was signed out must not call off the deletion.
  forgetLeaving(window.localStorage, name);
  const database = await openLocalDatabase(name, undefined, { sealer });
  opened.toClose(() => database.close());
  const replica = await Replica.open(database);
  opened.toClose(() => replica.close());
  const { userId, role, teamId } = profile;
  const actor: ActingUser = { userId, name: profile.name, role, teamId };
  const outbox = new Outbox(database, {
    ...outboxPorts(profile),
    deviceId: await numberingDevice(database, profile.deviceId),
  });
  await finishRepair(outbox, name, sealer);
  const { unwritten, adoptUnwritten } = await openUnwritten(opened, { bridge, name, database, sealer });
  const drafts = await KeptRows.open(database);
  opened.toClose(() => drafts.close());
  const data = new LocalData(replica, outbox, { actor, now: systemNow });
  const engine = new SyncEngine(replica, outbox, {
    transport: createTrpcTransport(bridge.serverUrl, accessToken),
    ports: { now: systemNow, random: Math.random, program: VERSION, ...leadershipPorts },
  });
  opened.toClose(() => engine.stop());
  const isBroken = (error: unknown) => engine.broken$.next(error);
  const live = {
    requests: new Live<RequestView[] | null>(data.requests$, null, isBroken),
    knowledge: new Live<Knowledge | null>(data.knowledge$, null, isBroken),
    entries: new Live<OutboxEntry[]>(outbox.entries$, [], isBroken),
    actor: new Live<ActingUser>(data.actor$, actor, isBroken),
    status: new Live<SyncStatus>(engine.status$, INITIAL_STATUS, isBroken),
    formats: new Live<Formats>(formatsOf(data), createFormats('en', 'EUR', 2), isBroken),
    held: new Live<HeldBack>(outbox.held$, NOTHING_HELD, isBroken),
    heldRows: new Live<OutboxRow[]>(outbox.heldRows$, [], isBroken),
  };
  for (const one of Object.values(live)) opened.toClose(() => one.close());
  const isSealed = sealer.isSealing;
  const close = opened.close;
  const base = { profile, database, replica, outbox, engine, drafts, unwritten, adoptUnwritten, accessToken };
  const key = keys?.current ?? null;
  const workspace: Workspace = { ...base, ...live, isSealed, key, keeping, close };
  const broken = engine.broken$.pipe(take(1)).subscribe((error) => onBroken(error, workspace));
  opened.toClose(() => broken.unsubscribe());
  opened.toClose(wakeWithWindow(engine));
  opened.toClose(sendBeforeUpdate(outbox, engine));
  engine.start();
  // In the background: nobody waits for it, and what prevents it now is tried again at the next start.
  noteWhenSealed(database, () => bridge.noteSealed(identityOf(profile))).catch(() => undefined);
  return workspace;
}

/** Offline is found out by trying: the browser only knows of its own cable. @returns stops it */
function wakeWithWindow(engine: SyncEngine): () => void {
  const events = ['online', 'offline', 'focus'] as const;
  const wake = () => engine.wake();
  for (const event of events) window.addEventListener(event, wake);
  return () => {
    for (const event of events) window.removeEventListener(event, wake);
  };
}
