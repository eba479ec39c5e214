import type { CommandType } from '@marginiq/contract/command';
import { openPatiently } from '@marginiq/sync/database/open-patiently';
import { rewriteLost } from '@marginiq/sync/database/rewrite-lost';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { combineLatest, firstValueFrom, take } from 'rxjs';
import { type Action, commandOfAction } from './actions.ts';
import { MainThread } from './main-thread.ts';
import type { WindowState } from './protocol.ts';
import { type Desk, Workspace } from './workspace.ts';

/** Like the desktop's reopen.ts. */
const CLOSING_MS = 3_000;

export interface WindowOptions {
  desk: Desk;
  number: number;
  /** Whether its person is still the one who is signed in. */
  isTheirs: () => Promise<boolean>;
  /** The device's access was revoked. */
  onRevoked: () => void;
  /** The person's account was deactivated. */
  onDeactivated: () => void;
  /** The session has ended, and its person is to sign in again. */
  onSignedOut: () => void;
  /** The session is no longer this window's. */
  onOtherSession: (window: ClientWindow) => void;
}

/** Its person presses the repair screen's "Try again" until the session is not theirs any more. */
async function openWillingly({ desk, number, isTheirs }: WindowOptions, thread: MainThread): Promise<Workspace> {
  for (;;) {
    try {
      const open = () => Workspace.open(desk, thread, number);
      return await openPatiently(open, { after: thread.after, onSlow: () => undefined });
    } catch (error) {
      console.error(`window ${number} could not be opened:`, error);
      if (!(await isTheirs())) throw error;
    }
  }
}

/** One of a device's windows: keeps a workspace open, and opens it again when its database is closed under it. */
export class ClientWindow {
  readonly thread: MainThread;
  readonly #options: WindowOptions;
  #workspace: Workspace;
  #reopening: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #opens = false;

  static async open(options: WindowOptions): Promise<ClientWindow> {
    const thread = new MainThread();
    return new ClientWindow(options, thread, await openWillingly(options, thread));
  }

  private constructor(options: WindowOptions, thread: MainThread, workspace: Workspace) {
    this.#options = options;
    this.thread = thread;
    this.#workspace = workspace;
    this.#use(workspace);
  }

  get number(): number {
    return this.#options.number;
  }

  /** Once it is open, also when it is just being opened again. */
  async workspace(): Promise<Workspace> {
    await this.#reopening;
    return this.#workspace;
  }

  #use(workspace: Workspace): void {
    const { onRevoked, onDeactivated, onSignedOut, onOtherSession } = this.#options;
    this.#workspace = workspace;
    this.#opens = false;
    const { engine } = workspace;
    engine.broken$.pipe(take(1)).subscribe(() => {
      this.#reopening = this.#reopen(workspace);
    });
    engine.status$.subscribe(({ phase, fault }) => {
      if (fault === 'revoked') onRevoked();
      else if (fault === 'inactive') onDeactivated();
      else if (phase !== 'stopped') return;
      else if (fault === 'otherSession') onOtherSession(this);
      else if (fault === 'signedOut') onSignedOut();
    });
    engine.start();
  }

  /** The way the desktop does it: open-lasting.ts and reopen.ts. */
  async #reopen(broken: Workspace): Promise<void> {
    const { number, isTheirs } = this.#options;
    this.#opens = true;
    if (this.#closing !== null || !(await isTheirs())) return;
    const memory = { entries: broken.entries, held: broken.heldRows, pulled: broken.replica.memory, rows: [] };
    await Promise.race([
      broken.close().catch(() => undefined),
      new Promise<void>((resolve) => this.thread.after(CLOSING_MS, resolve)),
    ]);
    const workspace = await openWillingly(this.#options, this.thread);
    const { lost, held } = await rewriteLost(memory, workspace);
    if (held.lost > 0) console.error(`window ${number} lost ${held.lost} actions that cannot be read`);
    if (lost.length > 0) console.error(`window ${number} lost ${lost.map(({ command }) => command.id).join()}`);
    this.#use(workspace);
  }

  async submit(command: NewCommand<CommandType>) {
    return (await this.workspace()).outbox.submit(command);
  }

  /** What its person does to what the screen shows; null if there is nothing to do it to. */
  async commandOf(action: Action): Promise<NewCommand<CommandType> | null> {
    const { data } = await this.workspace();
    const { userId, name, role, teamId } = this.#options.desk.profile;
    const [knowledge, views] = await firstValueFrom(combineLatest([data.knowledge$, data.requests$]));
    return commandOfAction({ actor: { userId, name, role, teamId }, knowledge, views }, action);
  }

  wake(): void {
    this.thread.later(() => this.#workspace.engine.wake());
  }

  loseConnection(): void {
    if (!this.#opens) this.#workspace.loseConnection();
  }

  async state(): Promise<WindowState> {
    if (this.thread.frozen) throw new Error(`window ${this.number} is frozen`);
    if (this.#opens) throw new Error(`window ${this.number} is being opened`);
    const { engine, replica } = this.#workspace;
    return { status: engine.status$.value, cursor: replica.reached };
  }

  /** Resolves when it has let go of its database, which a frozen one does when it is thawed. */
  close(): Promise<void> {
    this.#closing ??= this.thread.pass().then(async () => {
      await this.#reopening.catch(() => undefined);
      await this.#workspace.close();
    });
    return this.#closing;
  }
}
