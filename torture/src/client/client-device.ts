import { setTimeout as wait } from 'node:timers/promises';
import type { Profile } from '@marginiq/contract/session';
import { identityOf, isSameIdentity } from '@marginiq/desktop/identity';
import type { SessionService } from '@marginiq/desktop/session-service';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { Random } from '../run/random.ts';
import { gateChannels } from './channels.ts';
import { ClientWindow } from './client-window.ts';
import { type Line, NO_NETWORK_FAULTS } from './faulty-transport.ts';
import { LeaseWatch } from './lease-watch.ts';
import { overreachOf } from './ledger.ts';
import { PersonFolder } from './person-folder.ts';
import type { ClientConfig, Freezing, WindowChoice } from './protocol.ts';
import { sessionOf } from './session.ts';
import type { Desk } from './workspace.ts';
import { WritePort } from './write-port.ts';

const SIGN_IN_AGAIN_MS = 400;
/** Like the desktop's leaving.ts: a deletion held up by another window continues in the background. */
const LEAVING_PATIENCE_MS = 4_000;

/** One device: its session, and the windows of whoever is signed in. Does what the desktop's screens and host do. */
export class ClientDevice {
  readonly line: Line;
  readonly writes = new WritePort();
  readonly #config: ClientConfig;
  readonly #session: SessionService;
  readonly #folders: readonly PersonFolder[];
  readonly #makeIn = gateChannels();
  #desk: { who: number; desk: Desk } | null = null;
  #windows: ClientWindow[] = [];
  /** Windows of somebody who signed out that have not let go yet: frozen ones. */
  readonly #leaving = new Set<ClientWindow>();
  readonly #removals = new Map<number, Promise<void>>();
  /** One after the other: who is signed in, and which windows are open. */
  #turn: Promise<unknown> = Promise.resolve();
  #wanted: number | null;
  #signingIn = false;
  #wiping = false;
  #hand = 0;

  constructor(config: ClientConfig) {
    this.#config = config;
    this.#wanted = config.who;
    this.line = { faults: NO_NETWORK_FAULTS, protocol: null, lostReplies: 0, random: new Random(config.seed) };
    const { folder, serverUrl } = config;
    this.#session = sessionOf({ folder, serverUrl, onChange: () => this.#wakeAll() });
    this.#folders = [...config.people.keys()].map((who) => new PersonFolder(folder, who, this.writes));
  }

  #folder(who: number): PersonFolder {
    const folder = this.#folders[who];
    if (folder === undefined) throw new Error(`there is no person ${who}`);
    return folder;
  }

  /** Null while nobody is. */
  get who(): number | null {
    return this.#wiping ? null : (this.#desk?.who ?? null);
  }

  get desk(): Desk {
    if (this.#desk === null || this.#wiping) throw new Error('nobody is signed in');
    return this.#desk.desk;
  }

  /** All that should be open are. */
  get windows(): readonly ClientWindow[] {
    if (this.#windows.length < this.#config.windows) throw new Error('a window is closed');
    return this.#windows;
  }

  /** The number of the window that began the newest term. */
  get leader(): number | null {
    return this.#windows.find(({ thread }) => thread === this.#desk?.desk.watch.leader)?.number ?? null;
  }

  /** A window that its person can use, each in turn. */
  window(): ClientWindow {
    const usable = this.#windows.filter(({ thread }) => !thread.frozen);
    this.#hand += 1;
    const window = usable[this.#hand % Math.max(usable.length, 1)];
    if (window === undefined || this.#wiping) throw new Error('there is no window to use');
    return window;
  }

  #chosen(choice: WindowChoice): ClientWindow {
    const leader = this.#windows.find(({ thread }) => thread === this.#desk?.desk.watch.leader);
    const window = choice === 'leader' ? (leader ?? this.#windows[0]) : this.#windows[choice % this.#windows.length];
    if (window === undefined) throw new Error('there is no window');
    return window;
  }

  /** As after a start of the program: whoever was signed in still is, without network. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      for (const folder of this.#folders) folder.finishLeaving();
      if (this.#folder(this.#config.who).isWiped) return;
      const stored = await this.#session.stored();
      if (stored !== null && !('locked' in stored)) await this.#open(stored.profile);
      await this.#become(this.#config.who);
    });
  }

  be(who: number | null): Promise<void> {
    this.#wanted = who;
    return this.#inTurn(() => this.#become(who));
  }

  async #become(who: number | null): Promise<void> {
    if (this.#wanted !== who || this.#desk?.who === who || this.#wiping) return;
    if (who !== null && this.#folder(who).isWiped) return;
    if (this.#desk !== null) await this.#leave();
    if (who === null) return;
    const profile = await this.#signIn(who);
    if (profile !== null) await this.#open(profile);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Types company, email and password, again and again until it succeeds. @returns null if it is no longer wanted */
  async #signIn(who: number): Promise<Profile | null> {
    const account = this.#config.people[who];
    if (account === undefined) throw new Error(`there is no person ${who}`);
    while (this.#wanted === who) {
      const result = await this.#session.signIn(account);
      if (result.ok) return result.session.profile;
      // Revoked while nobody was signed in: what is left here of its person goes, and nobody signs in on it again.
      if (result.fault === 'revoked' && this.#desk === null) {
        await this.#removals.get(who);
        this.#folder(who).wipe();
        return null;
      }
      await wait(SIGN_IN_AGAIN_MS);
    }
    return null;
  }

  #whoIs(profile: Profile): number {
    const { people } = this.#config;
    return people.findIndex(({ deviceId, email }) => deviceId === profile.deviceId && email === profile.email);
  }

  async #open(profile: Profile): Promise<void> {
    const who = this.#whoIs(profile);
    // A database that is just being deleted cannot be opened.
    await this.#removals.get(who);
    const { serverUrl, layout, windows } = this.#config;
    const folder = this.#folder(who);
    const desk: Desk = {
      profile,
      folder: folder.path,
      layout,
      serverUrl,
      session: this.#session,
      disk: folder.disk(localDatabaseName(profile.companyId, profile.userId)),
      line: this.line,
      watch: new LeaseWatch(overreachOf(folder.path)),
      makeIn: this.#makeIn,
    };
    this.#desk = { who, desk };
    for (let number = 0; number < windows; number += 1) this.#windows.push(await this.#openWindow(desk, number));
  }

  #openWindow(desk: Desk, number: number): Promise<ClientWindow> {
    return ClientWindow.open({
      desk,
      number,
      isTheirs: async () => {
        const stored = await this.#session.stored();
        return stored !== null && isSameIdentity(stored.profile, desk.profile);
      },
      onRevoked: () => void this.#wipe(desk),
      onDeactivated: () => void this.#leaveForNow(desk),
      onSignedOut: () => void this.#signInAgain(desk),
      onOtherSession: (window) => void this.#reloadStopped(desk, window),
    });
  }

  /** In the desktop's order: noted, forgotten and covered at once; deleted when every window has let go. */
  async #leave(): Promise<void> {
    if (this.#desk === null) return;
    const { who, desk } = this.#desk;
    const windows = this.#windows;
    this.#desk = null;
    this.#windows = [];
    const folder = this.#folder(who);
    folder.noteLeaving(localDatabaseName(desk.profile.companyId, desk.profile.userId));
    this.#session.signOut(identityOf(desk.profile)).catch((error) => console.error('signing out:', error));
    for (const window of windows) this.#leaving.add(window);
    const closed = windows.map(async (window) => {
      await window.close();
      this.#leaving.delete(window);
    });
    const removal = Promise.all(closed).then(() => {
      desk.disk.removeSettled();
      folder.forgetLeaving();
    });
    this.#removals.set(who, removal);
    await Promise.race([removal, wait(LEAVING_PATIENCE_MS)]);
  }

  /** The account was deactivated: what a sign-out removes goes, and its person tries to sign in until that works again. */
  #leaveForNow(desk: Desk): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#desk?.desk !== desk || this.#wiping) return;
      await this.#leave();
      await this.#become(this.#wanted);
    });
  }

  /** The session has ended, on the server: its person signs in again, in whichever window. */
  async #signInAgain(desk: Desk): Promise<void> {
    if (this.#signingIn || this.#desk?.desk !== desk) return;
    this.#signingIn = true;
    try {
      await this.#signIn(this.#desk.who);
    } finally {
      this.#signingIn = false;
    }
    this.#wakeAll();
  }

  /** A window that was told, wrongly, that it is somebody else's: its person reloads it. */
  async #reloadStopped(desk: Desk, window: ClientWindow): Promise<void> {
    if (this.#desk?.desk === desk && this.#windows.includes(window)) await this.reload(window.number, 0);
  }

  #wakeAll(): void {
    for (const window of this.#windows) window.wake();
  }

  wake(): void {
    this.#wakeAll();
  }

  /** What the desktop does with a device whose access was revoked. */
  async #wipe(desk: Desk): Promise<void> {
    if (this.#wiping || this.#desk?.desk !== desk) return;
    const { who } = this.#desk;
    const workspace = await this.window().workspace();
    if (this.#wiping) return;
    this.#wiping = true;
    const unanswered = await workspace.outbox.waitingIds();
    await Promise.all(this.#windows.map((window) => window.close()));
    // In the desktop's order, so that a wipe that is killed midway continues at the next start.
    await this.#session.reportWipe(identityOf(desk.profile), unanswered);
    desk.disk.remove();
    this.#folder(who).noteWiped();
    await this.#session.signOut(identityOf(desk.profile));
  }

  freeze({ window, inWrite, forMs }: Freezing): void {
    const { thread } = this.#chosen(window);
    if (inWrite) thread.freezeInWrite();
    else thread.freeze();
    setTimeout(() => thread.thaw(), forMs);
  }

  thaw(): void {
    for (const { thread } of [...this.#windows, ...this.#leaving]) thread.thaw();
  }

  closeDatabase(choice: WindowChoice): void {
    this.#chosen(choice).loseConnection();
  }

  evict(): void {
    const { disk, watch } = this.desk;
    for (const window of this.#windows) window.loseConnection();
    disk.evict();
    watch.forget();
  }

  reload(choice: WindowChoice, downMs: number): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#desk === null) return;
      const { desk } = this.#desk;
      const window = this.#chosen(choice);
      if (window.thread.frozen) return;
      this.#windows = this.#windows.filter((one) => one !== window);
      await window.close();
      await wait(downMs);
      this.#windows.push(await this.#openWindow(desk, window.number));
    });
  }

  async stop(): Promise<void> {
    this.thaw();
    await Promise.all(this.#windows.map((window) => window.close()));
  }
}
