import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as it crossed the wire. */
export interface Call {
  /** As in `sync.push`. */
  procedure: string;
  method: string;
  headers: Record<string, string>;
  input: unknown;
  /** When it came, beside those of other clients. */
  at: number;
  /** What the server answered; empty for a stream, which has no end. */
  answer: string;
}

/** The parts of a call besides its input. Who calls from where is specific to this machine. */
const KEPT_HEADERS = ['content-type', 'accept', 'authorization'];

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  message.setEncoding('utf8');
  for await (const chunk of message) text += chunk;
  return text;
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );

/** A proxy before an api that records everything one client sends. */
export class RecordingProxy implements AsyncDisposable {
  readonly calls: Call[] = [];
  readonly #apiPort: number;
  readonly #server = createServer((incoming, reply) => {
    this.#pass(incoming, reply).catch(() => reply.destroy());
  });

  private constructor(apiPort: number) {
    this.#apiPort = apiPort;
  }

  static async start(apiPort: number): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(apiPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #pass(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const { pathname, searchParams } = new URL(url, 'http://api');
    const body = await textOf(incoming);
    const input: unknown = JSON.parse((method === 'GET' ? searchParams.get('input') : body) || 'null');
    const call: Call = {
      procedure: pathname.replace('/trpc/', ''),
      method,
      headers: headersOf(incoming),
      input,
      at: performance.now(),
      answer: '',
    };
    if (pathname.startsWith('/trpc/')) this.calls.push(call);
    // Uncompressed, so that the stored part of an answer is readable.
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    const outgoing = request({ host: '127.0.0.1', port: this.#apiPort, method, path: url, headers });
    reply.on('close', () => outgoing.destroy());
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    reply.writeHead(answer.statusCode ?? 502, answer.headers);
    reply.flushHeaders();
    for await (const chunk of answer) {
      if (call.procedure !== 'sync.stream') call.answer += String(chunk);
      reply.write(chunk);
    }
    reply.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
