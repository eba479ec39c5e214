import type { Random } from '../../demo/generate/random.ts';
import type { Kind } from './attempt.ts';
import { sendRaw } from './wire.ts';

const HOST = 'host: localhost\r\n';
const JSON_TYPE = 'content-type: application/json\r\n';
const body = (text: string) => `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

interface Bytes {
  bytes: string;
  /** False for what is not complete: the server may wait for the rest for a while. */
  waits?: boolean;
}

/** What no client of ours sends, as bytes. */
const REQUESTS: Record<string, (random: Random) => Bytes> = {
  'HEAD on the stream': () => ({ bytes: `HEAD /trpc/sync.stream HTTP/1.1\r\n${HOST}\r\n` }),
  'another method': (random) => {
    const method = random.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND', 'FOO']);
    return { bytes: `${method} /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}${body('{}')}` };
  },
  'two lengths': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 2\r\ncontent-length: 40\r\n\r\n{}`,
  }),
  'a length and chunks': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  }),
  'chunks that are none': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  }),
  'a length that is none': (random) => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: ${random.pick(['-1', '1e9', '0x10', '99999999999999999999'])}\r\n\r\n`,
  }),
  'a head too large': (random) => ({
    bytes: `GET /health HTTP/1.1\r\n${HOST}x: ${'y'.repeat(random.pick([20_000, 100_000]))}\r\n\r\n`,
  }),
  'an address too long': () => ({ bytes: `GET /trpc/sync.pull?input=${'%7B'.repeat(3_000)} HTTP/1.1\r\n${HOST}\r\n` }),
  'many heads': () => ({
    bytes: `GET /health HTTP/1.1\r\n${HOST}${Array.from({ length: 3_000 }, (_, index) => `a${index}: b\r\n`).join('')}\r\n`,
  }),
  'a path out of everything': (random) => {
    const path = random.pick([
      '/app/../../etc/passwd',
      '/app/%2e%2e/%2e%2e/package.json',
      '/app/..%5c..%5cx',
      '//etc/passwd',
      '/app/%00',
    ]);
    return { bytes: `GET ${path} HTTP/1.1\r\n${HOST}\r\n` };
  },
  'a host that is none': (random) => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\nhost: ${random.pick(['', 'a b', 'x\u0000y', '[', 'evil.example:99999'])}\r\n${JSON_TYPE}${body('{}')}`,
  }),
  'no HTTP': (random) => ({
    bytes: random.pick(['\u0016\u0003\u0001\u0002\u0000\u0001', 'hello\r\n\r\n', '\u0000'.repeat(500), 'GET\r\n\r\n']),
  }),
  'a head that is not complete': () => ({ bytes: `GET /health HTTP/1.1\r\n${HOST}x: `, waits: false }),
  'a body that does not come': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 5000\r\n\r\n{"client"`,
    waits: false,
  }),
  'a large body of somebody unknown': () => ({
    bytes: `POST /trpc/sync.push HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 900000\r\n\r\n{`,
  }),
  'a large body for what every object has': (random) => {
    const name = random.pick(['toString', 'valueOf', 'constructor', '__proto__', 'hasOwnProperty']);
    return { bytes: `POST /trpc/${name} HTTP/1.1\r\n${HOST}${JSON_TYPE}content-length: 900000\r\n\r\n{` };
  },
  'parts of a form': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}content-type: multipart/form-data; boundary=x\r\ncontent-length: 500000000\r\n\r\n--x`,
  }),
  'a batch': (random) => {
    const names = Array(random.pick([2, 24, 400]))
      .fill('auth.login')
      .join(',');
    return { bytes: `POST /trpc/${names}?batch=1 HTTP/1.1\r\n${HOST}${JSON_TYPE}${body('{"0":{},"1":{}}')}` };
  },
  'many requests at once on one line': (random) => ({
    bytes: `GET /trpc/sync.pull HTTP/1.1\r\n${HOST}\r\n`.repeat(random.pick([10, 200])),
  }),
  'another protocol asked for': () => ({
    bytes: `GET /trpc/sync.stream HTTP/1.1\r\n${HOST}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
  }),
  'a body that is waited for': () => ({
    bytes: `POST /trpc/auth.login HTTP/1.1\r\n${HOST}${JSON_TYPE}expect: 100-continue\r\n${body('{}')}`,
  }),
};

export const rawBytes: Kind = ({ target }, random) => {
  const [what, make] = random.pick(
    Object.entries(REQUESTS) as [[string, (random: Random) => Bytes], ...[string, (random: Random) => Bytes][]],
  );
  const { bytes, waits = true } = make(random);
  return {
    name: `bytes: ${what}`,
    by: null,
    sent: () => bytes,
    send: () => sendRaw(target.url, bytes, waits),
    isWrong: ({ text }) =>
      text === '' || text.startsWith('HTTP/1.1 ') ? null : 'it was answered with what is no HTTP',
  };
};
