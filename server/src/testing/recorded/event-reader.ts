import { EventSource } from 'eventsource';
import { eventually } from '../eventually.ts';

/** What tRPC's client hands to a program for one event: an item with an id comes wrapped, beside its id. */
type Handed = { id: string; data: unknown } | unknown;

/** An open stream, as the program that requested it receives it. */
export class EventReader implements Disposable {
  readonly items: unknown[] = [];
  readonly #source: EventSource;

  /** @param headers sent with the request, as the program sends them */
  constructor(url: string, headers: Record<string, string>) {
    this.#source = new EventSource(url, { fetch: (input, init) => fetch(input, { ...init, headers }) });
    this.#source.onmessage = ({ data, lastEventId }: { data: string; lastEventId: string }) => {
      const item: unknown = JSON.parse(data);
      const handed: Handed = lastEventId === '' ? item : { id: lastEventId, data: item };
      this.items.push(handed);
    };
  }

  async hears(what: string, fits: (items: readonly unknown[]) => boolean): Promise<void> {
    await eventually(what, () => fits(this.items));
  }

  [Symbol.dispose](): void {
    this.#source.close();
  }
}
