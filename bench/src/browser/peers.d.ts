/** What of the peers' untyped packages the bench uses. */
declare module 'express-pouchdb' {
  export default function expressPouchDB(pouch: unknown, options: object): import('node:http').RequestListener;
}
declare module 'express' {
  interface App {
    use(handler: import('node:http').RequestListener): void;
    (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse): void;
  }
  export default function express(): App;
}
declare module 'pouchdb-core' {
  interface Pouch {
    new (name: string): { bulkDocs(documents: object[]): Promise<unknown> };
    plugin(plugin: unknown): Pouch;
    defaults(options: object): Pouch;
  }
  const PouchDB: Pouch;
  export default PouchDB;
}
declare module 'pouchdb-adapter-http' {
  const plugin: unknown;
  export default plugin;
}
declare module 'pouchdb-adapter-memory' {
  const plugin: unknown;
  export default plugin;
}
declare module 'pouchdb-mapreduce' {
  const plugin: unknown;
  export default plugin;
}
declare module 'pouchdb-replication' {
  const plugin: unknown;
  export default plugin;
}
