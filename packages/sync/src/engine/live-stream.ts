import { filter, firstValueFrom, type Observable, Subject } from 'rxjs';
import { StreamedPages } from '../replica/streamed-pages.ts';
import { listenForNews, type NewsStreamPorts, unlessAborted } from './news-stream.ts';
import type { SyncStatus } from './sync-status.ts';

export interface LiveStreamListener {
  /**
   * News came.
   * @param isWhole what was streamed suffices; otherwise it may have missed a change
   */
  onNews: (isWhole: boolean) => void;
  /** The stream is gone, by an error or (null) in good order. */
  onEnd: (error: unknown) => void;
  /** We do not know whether the server is reachable. */
  onRetry: () => void;
}

/** The stream of news while this window leads, and what it brought that is not written yet. Its failures only make news slower. */
export class LiveStream {
  readonly #ports: Omit<NewsStreamPorts, 'hurry$'>;
  readonly #status$: Observable<SyncStatus>;
  readonly #listener: LiveStreamListener;
  readonly #pages = new StreamedPages();
  readonly #hurry$ = new Subject<void>();
  #isLive = false;

  constructor(
    ports: Omit<NewsStreamPorts, 'hurry$'>,
    { status$, ...listener }: LiveStreamListener & { status$: Observable<SyncStatus> },
  ) {
    this.#ports = ports;
    this.#status$ = status$;
    this.#listener = listener;
  }

  /** Something came since it was last opened. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** The pages that it brought, in their order; they count as written from now on. */
  take(): unknown[] {
    return this.#pages.take();
  }

  /** The server was just reached, or somebody asks: a stream that waits to be opened again does not wait any longer. */
  hurry(): void {
    this.#hurry$.next();
  }

  /** Listens until the signal. */
  listen(signal: AbortSignal): Promise<void> {
    const { onNews, onEnd, onRetry } = this.#listener;
    const isRunning = ({ phase }: SyncStatus) => phase !== 'stopped';
    return listenForNews(
      { ...this.#ports, hurry$: this.#hurry$ },
      {
        onItem: (item, first) => {
          this.#isLive = true;
          onNews(this.#pages.add(item, first));
        },
        onEnd: (error) => {
          this.#isLive = false;
          onEnd(error);
        },
        onRetry,
        // Once the engine has stopped, nothing more happens until the user acts: signs in, updates.
        untilItMayOpen: () => unlessAborted(signal, firstValueFrom(this.#status$.pipe(filter(isRunning)))),
      },
      signal,
    );
  }
}
