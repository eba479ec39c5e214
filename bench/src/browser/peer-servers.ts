import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import http from 'pouchdb-adapter-http';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import mapreduce from 'pouchdb-mapreduce';
import replication from 'pouchdb-replication';
import type { BenchDocument } from './document.ts';

/** The peers' servers, in a process of their own: both keep everything in memory. Arguments: a file of documents. */
const [file = ''] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(file, 'utf8')) as BenchDocument[];

function minimal() {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    const from = Number(searchParams.get('from') ?? 0);
    const limit = Number(searchParams.get('limit') ?? 500);
    response.setHeader('content-type', 'application/json');
    const page = Buffer.from(JSON.stringify(documents.slice(from, from + limit)));
    // Only where bytes are counted: on one machine to pack them costs more than to move them.
    if (pathname !== '/compressed') return response.end(page);
    response.setHeader('content-encoding', 'br');
    return response.end(brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
  });
}

async function pouch() {
  const Pouch = PouchDB.plugin(memory)
    .plugin(http)
    .plugin(mapreduce)
    .plugin(replication)
    .defaults({ adapter: 'memory' });
  const database = new Pouch('documents');
  await database.bulkDocs(documents.map(({ id, ...rest }) => ({ _id: id, ...rest })));
  const app = express();
  app.use(expressPouchDB(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }));
  return createServer(app);
}

const listen = async (server: ReturnType<typeof createServer>) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

process.send?.({ kind: 'ports', minimal: await listen(minimal()), pouch: await listen(await pouch()) });
process.on('disconnect', () => process.exit());
