/** What of PouchDB the bench uses. */
declare namespace PouchDB {
  interface Changes {
    on(event: 'change', listener: (change: { id: string }) => void): Changes;
    cancel(): void;
  }
  interface Database {
    put(document: object): Promise<unknown>;
    bulkDocs(documents: object[]): Promise<unknown>;
    replicate: {
      from(url: string, options: object): Promise<unknown>;
      to(url: string, options: object): Promise<unknown>;
    };
    sync(url: string, options: object): unknown;
    changes(options: object): Changes;
    close(): Promise<void>;
  }
}
declare module 'pouchdb-browser' {
  const PouchDB: new (name: string) => PouchDB.Database;
  export default PouchDB;
}
