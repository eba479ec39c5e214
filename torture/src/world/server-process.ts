import { setTimeout as wait } from 'node:timers/promises';
import { Child } from './child.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { type Program, THIS_TREE } from './program.ts';

export interface ServerSettings {
  mongoUri: string;
  database: string;
  logFile: string;
  clockShiftMs: number;
  /** A module of this folder that breaks the process on purpose, for a control. */
  preload?: string;
}

const SECRET = 'a secret that only the torture knows, long enough';
const START_MS = 180_000;

/** An api or a worker as it runs in production, behind a way of its own to MongoDB. */
abstract class ServerProcess {
  readonly mongo: FaultProxy;
  protected readonly settings: ServerSettings;
  /** Which version of the product its next start is. */
  program: Program = THIS_TREE;
  protected child: Child | null = null;

  constructor(mongo: FaultProxy, settings: ServerSettings) {
    this.mongo = mongo;
    this.settings = settings;
  }

  get running(): boolean {
    return this.child?.running ?? false;
  }

  protected launch(entry: string, env: Record<string, string>): void {
    const { mongoUri, database, clockShiftMs, logFile, preload } = this.settings;
    const modules = [...(clockShiftMs === 0 ? [] : ['shifted-clock.ts']), ...(preload === undefined ? [] : [preload])];
    const preloaded = modules.flatMap((name) => ['--import', new URL(`./${name}`, import.meta.url).href]);
    this.child = new Child([...preloaded, entry], {
      logFile,
      root: this.program.root,
      env: {
        ...env,
        MONGODB_URI: mongoUri,
        MARGINIQ_DATABASE: database,
        MARGINIQ_LOG_LEVEL: 'warn',
        TORTURE_CLOCK_SHIFT_MS: String(clockShiftMs),
      },
    });
  }

  abstract start(): Promise<void>;

  #ending = false;

  /** Started again as by a supervisor; not once the world is being taken down. */
  async restart(): Promise<void> {
    if (!this.running && !this.#ending) await this.start();
  }

  get ending(): boolean {
    return this.#ending;
  }

  async kill(): Promise<void> {
    await this.child?.end('SIGKILL');
  }

  /** Another version of the product takes its place, as in an update. */
  async become(program: Program): Promise<void> {
    this.program = program;
    await this.child?.end('SIGTERM');
    await this.restart();
  }

  async stop(): Promise<void> {
    this.#ending = true;
    await this.child?.end('SIGTERM');
    await this.mongo[Symbol.asyncDispose]();
  }
}

export class ApiProcess extends ServerProcess {
  readonly port: number;

  constructor(mongo: FaultProxy, settings: ServerSettings, port: number) {
    super(mongo, settings);
    this.port = port;
  }

  async start(): Promise<void> {
    this.launch('server/src/api.ts', { MARGINIQ_PORT: String(this.port), MARGINIQ_JWT_SECRET: SECRET });
    for (const deadline = performance.now() + START_MS; performance.now() < deadline; await wait(50)) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/health`).catch(() => null);
      if (answer?.ok) return;
      // It gives up when MongoDB is not there; a supervisor would start it again.
      if (this.ending) return;
      if (!this.running) return this.start();
    }
    throw new Error(`the api on port ${this.port} does not answer`);
  }
}

export class WorkerProcess extends ServerProcess {
  async start(): Promise<void> {
    this.launch('server/src/worker.ts', {});
  }
}
