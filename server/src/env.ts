import { z } from 'zod';

const A_PORT = 'must be a port, from 1 to 65535';
const port = z.coerce.number(A_PORT).int(A_PORT).min(1, A_PORT).max(65_535, A_PORT);

const A_DRAIN = 'must be milliseconds, from 0 to 60000';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const listed = (setting: string): string[] => (setting === '' ? [] : setting.split(',').map((one) => one.trim()));

const envSchema = z.object({
  MONGODB_URI: z
    .string({ error: 'is missing: give the address of a MongoDB replica set, as in mongodb://host/?replicaSet=rs0' })
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://'),
  MARGINIQ_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/, 'must be letters, digits, _ and -, 38 at the most')
    .default('marginiq'),
  MARGINIQ_HOST: z.string().default('127.0.0.1'),
  MARGINIQ_PORT: port.default(4400),
  /** Signs sessions. */
  MARGINIQ_JWT_SECRET: z
    .string({ error: 'is missing: give 32 random characters or more, the same for every api process' })
    .min(32, 'must have at least 32 characters'),
  /** With commas between them: are taken as well, while the secret is changed (docs/operators/operating.md). */
  MARGINIQ_JWT_OTHER_SECRETS: z
    .string()
    .refine(
      (text) => listed(text).every(({ length }) => length >= 32),
      'must be secrets of at least 32 characters each',
    )
    .default(''),
  /** How long a process that was asked to stop still takes calls, so that load balancers see `/ready` say 503 first. */
  MARGINIQ_DRAIN_MS: z.coerce.number(A_DRAIN).int(A_DRAIN).min(0, A_DRAIN).max(60_000, A_DRAIN).default(0),
  /** What reads `/metrics` shows it as a bearer token. Without one, only programs on this computer may read them. */
  MARGINIQ_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  MARGINIQ_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  /**
   * `true` behind a load balancer that sets X-Forwarded-*: then cookies are marked Secure for https, and callers are known by
   * their own addresses. Where there are several one behind the other, their number. Addresses further left are set by the caller
   * and are not trusted.
   */
  MARGINIQ_TRUST_PROXY: z
    .string()
    .regex(/^(?:true|false|[1-9])$/, 'must be true or false, or the number of proxies one behind the other')
    .default('false'),
});

/** The worker and the commands need no secret and no port. */
const storageEnvSchema = envSchema.pick({ MONGODB_URI: true, MARGINIQ_DATABASE: true, MARGINIQ_LOG_LEVEL: true });

export type Env = z.infer<typeof envSchema>;
export type StorageEnv = z.infer<typeof storageEnvSchema>;

/** A setting that is missing or wrong. The message names the variable and what to do. */
export class EnvError extends Error {
  override name = 'EnvError';
}

function read<T>(schema: z.ZodType<T>, source: NodeJS.ProcessEnv): T {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new EnvError(lines.join('\n'));
}

export const readEnv = (source: NodeJS.ProcessEnv): Env => read(envSchema, source);
export const readStorageEnv = (source: NodeJS.ProcessEnv): StorageEnv => read(storageEnvSchema, source);

/** The secrets that sessions may be signed with, the signing one first. */
export const secretsOf = (env: Env): [string, ...string[]] => [
  env.MARGINIQ_JWT_SECRET,
  ...listed(env.MARGINIQ_JWT_OTHER_SECRETS),
];
