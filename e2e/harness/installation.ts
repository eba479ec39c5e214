import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { freePort } from './free-port.ts';
import { ServerProcess, untilAnswers } from './server-process.ts';

export interface DemoLogin {
  role: 'salesperson' | 'manager' | 'admin';
  name: string;
  email: string;
  password: string;
}
export interface DemoCompany {
  name: string;
  slug: string;
  currency: string;
  logins: DemoLogin[];
}

/** A whole MarginIQ with the demo companies: its own database, a real api process. */
export class Installation {
  readonly companies: DemoCompany[];
  readonly #env: Record<string, string>;
  #api: ServerProcess;

  private constructor(companies: DemoCompany[], env: Record<string, string>, api: ServerProcess) {
    this.companies = companies;
    this.#env = env;
    this.#api = api;
  }

  static async start(): Promise<Installation> {
    if (process.env.MONGODB_URI === undefined) throw new Error('MONGODB_URI is not set: run the tests by npm test');
    const env = {
      MARGINIQ_DATABASE: `marginiq_e2e_${randomBytes(4).toString('hex')}`,
      MARGINIQ_PORT: String(await freePort()),
      MARGINIQ_JWT_SECRET: randomBytes(32).toString('base64url'),
    };
    const seed = new ServerProcess('server/src/demo/seed.ts', env);
    if ((await seed.ended()) !== 0) throw new Error(`the demo could not be seeded:\n${seed.output}`);
    const lastLine =
      seed.output
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('{')) ?? '{}';
    const { companies } = JSON.parse(lastLine) as { companies: DemoCompany[] };
    return new Installation(companies, env, await Installation.#startApi(env));
  }

  static async #startApi(env: Record<string, string>): Promise<ServerProcess> {
    const api = new ServerProcess('server/src/api.ts', env);
    await untilAnswers(`http://127.0.0.1:${env.MARGINIQ_PORT}/health`, api);
    return api;
  }

  get databaseName(): string {
    return this.#env.MARGINIQ_DATABASE ?? '';
  }

  get port(): number {
    return Number(this.#env.MARGINIQ_PORT);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  company(slug: string): DemoCompany {
    const found = this.companies.find((company) => company.slug === slug);
    if (found === undefined) throw new Error(`the demo has no company ${slug}`);
    return found;
  }

  /** The api as after a power cut: killed in the middle of everything, then started again. */
  async crashApi(): Promise<void> {
    await this.#api.stop('SIGKILL');
    this.#api = await Installation.#startApi(this.#env);
  }

  /** Ends somebody's sessions on all devices, as an admin or a stolen token does: each finds out when it renews. */
  async endSessions(slug: string, email: string): Promise<void> {
    const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
    try {
      const database = client.db(this.#env.MARGINIQ_DATABASE);
      const login = await database
        .collection<{ _id: string; userId: string }>('logins')
        .findOne({ _id: `${slug}/${email}` });
      if (login === null) throw new Error(`${email} has no login`);
      await database.collection('refreshTokens').deleteMany({ userId: login.userId });
    } finally {
      await client.close();
    }
  }

  async stop(): Promise<void> {
    await this.#api.stop();
  }
}
