import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

export interface Publication {
  channel: string;
  /** One device in how many hundred takes it; everyone if this is left out. */
  stagingPercentage?: number;
  /** The file is published with another checksum than its own. */
  damaged?: boolean;
}

/** The place that newer versions are published at, as electron-builder lays it out: descriptions of channels, and packages. */
export class UpdateFeed {
  readonly #server: Server;
  readonly #channels = new Map<string, string>();
  /** The requested paths, in order. */
  readonly asked: string[] = [];
  #folder = '';

  private constructor() {
    this.#server = createServer((request, answer) => {
      const name = new URL(request.url ?? '/', 'http://feed').pathname.slice(1);
      this.asked.push(name);
      const described = this.#channels.get(name);
      if (described !== undefined) answer.end(described);
      else if (name.endsWith('.deb')) createReadStream(join(this.#folder, name)).pipe(answer);
      else answer.writeHead(404).end();
    });
  }

  static async open(): Promise<UpdateFeed> {
    const feed = new UpdateFeed();
    feed.#server.listen(0, '127.0.0.1');
    await once(feed.#server, 'listening');
    return feed;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the feed is closed');
    return `http://127.0.0.1:${address.port}/`;
  }

  /** @param folder what electron-builder made: a package, and its description for the channel `latest` */
  async publish(folder: string, { channel, stagingPercentage, damaged = false }: Publication): Promise<void> {
    this.#folder = folder;
    let description = await readFile(join(folder, 'latest-linux.yml'), 'utf8');
    if (damaged) description = description.replaceAll(/sha512: .*/g, `sha512: ${Buffer.alloc(64).toString('base64')}`);
    if (stagingPercentage !== undefined) description += `stagingPercentage: ${stagingPercentage}\n`;
    this.#channels.set(`${channel}-linux.yml`, description);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** The one package in a folder. */
export async function debIn(folder: string): Promise<string> {
  const [name] = (await readdir(folder)).filter((one) => one.endsWith('.deb'));
  if (name === undefined) throw new Error(`no package was made in ${folder}`);
  return join(folder, name);
}
