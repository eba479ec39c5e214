import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandEnvelope } from '@marginiq/contract/command';
import { eventually } from '@marginiq/server/testing/eventually';
import type { Journal } from '../client/journal.ts';
import type { Overreach } from '../client/lease-watch.ts';
import { ledgerOf, overreachOf } from '../client/ledger.ts';
import {
  type CallMessage,
  type ClientCalls,
  type ClientConfig,
  type ClientDump,
  type ClientMessage,
  type ClientOp,
  type ClientState,
  personFolder,
  WIPED_MARK,
} from '../client/protocol.ts';
import { type WireEntry, wireLog } from '../client/wire-log.ts';
import { Child } from './child.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { type Program, THIS_TREE } from './program.ts';

const PROCESS = 'torture/src/client/client-process.ts';
const CLOCK = new URL('./shifted-clock.ts', import.meta.url).href;

/** The client's process ended before it answered. */
export class ClientGoneError extends Error {
  override name = 'ClientGoneError';
}

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/** The harness's end of one client: its process, which comes and goes, and what outlives it. */
export class ClientHandle {
  readonly name: string;
  readonly proxy: FaultProxy;
  readonly #config: ClientConfig;
  /** The device's clock goes wrong by so much from its next start on. */
  clockShiftMs = 0;
  /** Which version of the program its next start is. */
  layout: ClientConfig['layout'] = 'present';
  /** Which version of the product its next start is. */
  program: Program = THIS_TREE;
  /** The protocols in which it was ever answered. */
  readonly spoken = new Set<number>();
  /** Who of the device's people uses it, and so whose everything below is. */
  who = 0;
  /** Whoever has used it, at any time. */
  readonly used = new Set([0]);
  #child: Child | null = null;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ready: Promise<void> = Promise.resolve();

  constructor(name: string, proxy: FaultProxy, config: ClientConfig) {
    this.name = name;
    this.proxy = proxy;
    this.#config = config;
  }

  get deviceId(): string {
    const account = this.#config.people[this.who];
    if (account === undefined) throw new Error(`${this.name} has no person ${this.who}`);
    return account.deviceId;
  }

  get running(): boolean {
    return this.#child?.running ?? false;
  }

  /** Its device was revoked, and it holds nothing any more. */
  get wiped(): boolean {
    return existsSync(join(this.folder, WIPED_MARK));
  }

  get wire(): Journal<WireEntry> {
    return wireLog(this.folder);
  }

  /** The folder of the current person. */
  get folder(): string {
    return this.folderOf(this.who);
  }

  folderOf(who: number): string {
    return personFolder(this.#config.folder, who);
  }

  /** For the current person: the writes that one of its windows made in a term that was over. */
  overreached(): Overreach[] {
    return overreachOf(this.folder).read();
  }

  /** Whoever uses it signs out, and this person signs in. */
  async be(who: number): Promise<void> {
    this.who = who;
    this.used.add(who);
    await this.call('be', { who });
  }

  start(): void {
    if (this.running) return;
    const { clockShiftMs, layout, who, program } = this;
    this.spoken.add(program.protocol);
    const preload = clockShiftMs === 0 ? [] : ['--import', CLOCK];
    const child = new Child([...preload, PROCESS, JSON.stringify({ ...this.#config, layout, who })], {
      env: { TORTURE_CLOCK_SHIFT_MS: String(clockShiftMs) },
      logFile: join(this.#config.folder, 'process.log'),
      root: program.root,
    });
    this.#child = child;
    const waiting = new Map<number, Waiting>();
    this.#waiting = waiting;
    this.#ready = new Promise<void>((resolve, reject) => {
      child.process.on('message', (message: ClientMessage) => {
        if ('ready' in message) {
          resolve();
          return;
        }
        const call = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.ok) call?.resolve(message.output);
        else call?.reject(new Error(message.error));
      });
      child.process.once('exit', () => {
        const gone = new ClientGoneError(`${this.name} is gone`);
        for (const { reject: fail } of waiting.values()) fail(gone);
        waiting.clear();
        reject(gone);
      });
    });
    this.#ready.catch(() => undefined);
  }

  /** Resolves when its local database is open. */
  ready(): Promise<void> {
    return this.#ready;
  }

  async kill(): Promise<void> {
    await this.#child?.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.kill();
    this.start();
  }

  call<O extends ClientOp>(op: O, input: ClientCalls[O]['input']): Promise<ClientCalls[O]['output']> {
    const child = this.#child;
    if (child === null || !child.running) return Promise.reject(new ClientGoneError(`${this.name} is gone`));
    this.#lastId += 1;
    const message: CallMessage = { id: this.#lastId, op, input };
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve: resolve as (output: unknown) => void, reject });
      child.process.send(message, (error) => {
        if (error) reject(new ClientGoneError(`${this.name} is gone`));
      });
    });
  }

  state(): Promise<ClientState> {
    return this.call('state', null);
  }

  /** Resolves when nothing waits to be sent any more. */
  async settled(withinMs = 30_000): Promise<void> {
    await eventually(`${this.name} has sent all`, async () => (await this.state()).waiting === 0, withinMs);
  }

  dump(): Promise<ClientDump> {
    return this.call('dump', null);
  }

  /** Every command of which its person was told "saved". */
  saved(): CommandEnvelope[] {
    return ledgerOf(this.folder)
      .read()
      .flatMap((entry) => ('saved' in entry ? [entry.saved] : []));
  }

  dismissed(): Set<string> {
    return new Set(
      ledgerOf(this.folder)
        .read()
        .flatMap((entry) => ('dismissed' in entry ? [entry.dismissed] : [])),
    );
  }

  async stop(): Promise<void> {
    await this.#child?.end('SIGTERM');
    await this.proxy[Symbol.asyncDispose]();
  }
}
