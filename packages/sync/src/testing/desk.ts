import { FakeServer, oneTurn } from './fake-server.ts';
import { idSource } from './ids.ts';
import { LeaseAudit } from './lease-audit.ts';
import { Locks } from './mutex.ts';
import { TestWindow } from './window.ts';

let names = 0;

/** Several windows of one person on one local database; the first of them leads. */
export class Desk {
  readonly server = new FakeServer();
  readonly locks = new Locks();
  readonly audit = new LeaseAudit();
  readonly windows: TestWindow[] = [];
  readonly #newId = idSource();
  readonly #name = `marginiq-desk-${++names}`;

  async open(count: number): Promise<TestWindow[]> {
    const { server, locks, audit } = this;
    for (let number = this.windows.length; this.windows.length < count; number += 1) {
      this.windows.push(await TestWindow.open({ name: this.#name, number, locks, newId: this.#newId, server, audit }));
      if (number === 0) await this.windows[0]?.until(({ phase, live }) => live && phase === 'synced');
    }
    return this.windows;
  }

  async beat(times = 1): Promise<void> {
    for (let beats = 0; beats < times; beats += 1) {
      await Promise.all(this.windows.map((window) => window.beat()));
      await turns(30);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const window of this.windows) window.thaw();
    for (const window of this.windows) await window.close();
  }
}

/** Turns of the event loop, in which messages and storage answers arrive. */
export const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await oneTurn();
};
