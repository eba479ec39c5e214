import { z } from 'zod';
import { OPERATE_WORDS } from './words/operate-words.ts';

const A_PORT = OPERATE_WORDS.aPort;
const port = z.coerce.number(A_PORT).int(A_PORT).min(1, A_PORT).max(65_535, A_PORT);

const A_DRAIN = OPERATE_WORDS.aDrain;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const listed = (setting: string): string[] => (setting === '' ? [] : setting.split(',').map((one) => one.trim()));

const envSchema = z.object({
  MONGODB_URI: z
    .string({ error: OPERATE_WORDS.missingMongoUri })
    .regex(/^mongodb(\+srv)?:\/\//, OPERATE_WORDS.noMongoUri),
  MARGINIQ_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/, OPERATE_WORDS.noDatabaseName)
    .default('marginiq'),
  MARGINIQ_HOST: z.string().default('127.0.0.1'),
  MARGINIQ_PORT: port.default(4400),
  /** Signs sessions. */
  MARGINIQ_JWT_SECRET: z.string({ error: OPERATE_WORDS.missingSecret }).min(32, OPERATE_WORDS.secretTooShort),
  /** Comma-separated: these are accepted too, while the secret is changed (docs/operators/operating.md). */
  MARGINIQ_JWT_OTHER_SECRETS: z
    .string()
    .refine((text) => listed(text).every(({ length }) => length >= 32), OPERATE_WORDS.noSecrets)
    .default(''),
  /** How long a process that was asked to stop still takes calls, so that load balancers see `/ready` say 503 first. */
  MARGINIQ_DRAIN_MS: z.coerce.number(A_DRAIN).int(A_DRAIN).min(0, A_DRAIN).max(60_000, A_DRAIN).default(0),
  /** What reads `/metrics` shows it as a bearer token. Without one, only programs on this computer may read them. */
  MARGINIQ_METRICS_TOKEN: z.string().min(16, OPERATE_WORDS.tokenTooShort).optional(),
  MARGINIQ_LOG_LEVEL: z.enum(LOG_LEVELS, OPERATE_WORDS.mustBeOneOf(LOG_LEVELS.join(', '))).default('info'),
  /**
   * `true` behind a load balancer that sets X-Forwarded-*: then cookies are marked Secure for https, and callers are known by
   * their own addresses. Where there are several one behind the other, their number. Addresses further left are set by the caller
   * and are not trusted.
   */
  MARGINIQ_TRUST_PROXY: z
    .string()
    .regex(/^(?:true|false|[1-9])$/, OPERATE_WORDS.noProxies)
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
