import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { SafeStorage } from '../session-vault.ts';

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Stands in for Electron's two ends of IPC: what one side sends the other receives, as a structured clone. */
export class IpcStandIn {
  readonly #handlers = new Map<string, Listener>();
  pageUrl = 'app://marginiq/index.html';

  readonly main: Pick<IpcMain, 'handle'> = {
    handle: (channel, listener) => void this.#handlers.set(channel, listener),
  };

  readonly renderer = {
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      const handler = this.#handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const event = { senderFrame: { url: this.pageUrl } } as IpcMainInvokeEvent;
      return structuredClone(await handler(event, ...structuredClone(args)));
    },
  };

  get channels(): string[] {
    return [...this.#handlers.keys()];
  }
}

/** A key store that turns every byte around. Not secret; the tests only see that it was used. */
export function turningSafe(available = true): SafeStorage {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  return {
    isEncryptionAvailable: () => available,
    encryptString: (text) => turn(Buffer.from(text)),
    decryptString: (encrypted) => turn(encrypted).toString('utf8'),
  };
}
