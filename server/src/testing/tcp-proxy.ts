import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut and mended. */
export interface TcpProxy extends AsyncDisposable {
  port: number;
  /** Drops every connection and takes no new one. */
  cut: () => void;
  mend: () => void;
}

export async function startTcpProxy(host: string, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let open = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A connection that is cut reports it on both ends.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((incoming) => {
    keep(incoming);
    if (!open) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(targetPort, host);
    keep(outgoing);
    incoming.on('close', () => outgoing.destroy());
    outgoing.on('close', () => incoming.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    mend: () => {
      open = true;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A proxy before the tests' MongoDB, and the address by which an api goes through it. */
export async function startMongoProxy(uri: string): Promise<TcpProxy & { uri: string }> {
  const target = new URL(uri);
  const proxy = await startTcpProxy(target.hostname, Number(target.port || 27_017));
  return { ...proxy, uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` };
}
