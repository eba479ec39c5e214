import { namesOf } from '@marginiq/server/testing/recorded/names';
import type { Recorded, Recording } from '@marginiq/server/testing/recorded/recording';
import type { TestCompany } from '@marginiq/server/testing/test-company';
import type { Call } from './recording-proxy.ts';

/** A call and who made it. */
export interface OwnCall extends Call {
  as: string;
}

/** Calls that a client makes any number of times, all alike. */
const OFTEN = new Set(['sync.pull', 'sync.stream', 'sync.reportUnreadable']);

const isContinued = ({ input }: OwnCall): boolean => Boolean((input as { cursor?: unknown }).cursor);

/** Each kind of message of each person once, and all that they did. */
function kept(calls: readonly OwnCall[]): OwnCall[] {
  const seen = new Set<string>();
  return calls.filter((call) => {
    if (!OFTEN.has(call.procedure)) return true;
    const kind = `${call.as} ${call.procedure} ${isContinued(call)}`;
    return !seen.has(kind) && seen.add(kind);
  });
}

/** What the session's own earlier answers say. */
function fromAnswers(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const { cursor, refreshToken } = input as { cursor?: unknown; refreshToken?: unknown };
  return {
    ...input,
    ...(cursor ? { cursor: '{{cursor}}' } : {}),
    ...(refreshToken ? { refreshToken: '{{refreshToken}}' } : {}),
  };
}

interface Told {
  result: { data: { outcomes: { commandId: string; status: string; refusal: { code: string } | null }[] } };
}

/** What became of each command, in the words of this server: `accepted`, or the reason of a refusal. */
function decidedIn({ procedure, input, answer }: OwnCall): string[] | undefined {
  if (procedure !== 'sync.push') return undefined;
  const { outcomes } = (JSON.parse(answer) as Told).result.data;
  const byId = new Map(outcomes.map(({ commandId, refusal, status }) => [commandId, refusal?.code ?? status]));
  return (input as { commands: { id: string }[] }).commands.map(({ id }) => byId.get(id) ?? 'unanswered');
}

function recorded(call: OwnCall, names: readonly [string, string][]): Recorded {
  const { as, procedure, method, input } = call;
  const { authorization, ...headers } = call.headers;
  const decided = decidedIn(call);
  const message = {
    as,
    procedure,
    method,
    headers: authorization === undefined ? headers : { ...headers, authorization: 'Bearer {{accessToken}}' },
    input: fromAnswers(input),
    ...(decided === undefined ? {} : { decided }),
  };
  const text = names.reduce((told, [name, value]) => told.replaceAll(value, `{{${name}}}`), JSON.stringify(message));
  return JSON.parse(text) as Recorded;
}

/** The calls of a company's people as messages that can be replayed in any test company. */
export function messagesOf(calls: readonly OwnCall[], company: TestCompany): Recording['messages'] {
  const names = namesOf(company);
  return kept(calls.toSorted((one, other) => one.at - other.at)).map((call) => recorded(call, names));
}

/** One line for each message and each schema: small, and what was recorded otherwise is seen in a diff. */
export function textOf({ protocol, commit, answers, messages }: Recording): string {
  const schemas = Object.entries(answers).map(([kind, schema]) => `    "${kind}": ${JSON.stringify(schema)}`);
  const lines = messages.map((message) => `    ${JSON.stringify(message)}`);
  return [
    '{',
    `  "protocol": ${protocol},`,
    `  "commit": "${commit}",`,
    `  "answers": {\n${schemas.join(',\n')}\n  },`,
    `  "messages": [\n${lines.join(',\n')}\n  ]`,
    '}\n',
  ].join('\n');
}
