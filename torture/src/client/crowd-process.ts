import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import { listenForNews } from '@marginiq/sync/engine/news-stream';
import { Subject } from 'rxjs';

const config = JSON.parse(process.argv[2] ?? '') as { url: string; tokens: string[]; count: number };

const after = (ms: number, work: () => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** Many clients' streams in one process, with the product's transport and its way of coming back. */
for (let index = 0; index < config.count; index += 1) {
  const token = async () => config.tokens[index % config.tokens.length] ?? '';
  const transport = createTrpcTransport(config.url, { get: token, renew: token });
  const ports = { transport, after, random: Math.random, hurry$: new Subject<void>() };
  const listener = {
    onItem: (_: unknown, first: boolean) => {
      if (first) process.send?.({ opened: [Date.now()] });
    },
    onEnd: () => undefined,
    onRetry: () => undefined,
    untilItMayOpen: async () => undefined,
  };
  void listenForNews(ports, listener, new AbortController().signal);
}
process.once('disconnect', () => process.exit(0));
