/** The peer of a fan-out: node:http and nothing else, telling every open stream the bytes that it is given. */
import { createServer, type ServerResponse } from 'node:http';
import { sharedNow } from './shared-clock.ts';

const open = new Set<ServerResponse>();

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write('event: connected\ndata: {}\n\ndata: {"seq":0}\n\n');
  open.add(response);
  response.on('close', () => open.delete(response));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ kind: 'listening', port: address.port });
});

process.on('message', ({ seq, tell }: { seq: number; tell: string }) => {
  process.send?.({ kind: `telling ${seq}`, atMs: sharedNow() });
  const bytes = Buffer.from(tell);
  for (const response of open) response.write(bytes);
});
process.on('disconnect', () => process.exit(0));
