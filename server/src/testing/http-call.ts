import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { type SessionReply, sessionReplySchema } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { z } from 'zod';
import type { TestApi } from './test-api.ts';
import { PASSWORD, type TestCompany, type TestPerson } from './test-company.ts';

const replySchema = z.object({
  result: z.object({ data: z.unknown() }).optional(),
  error: z
    .object({ message: z.string(), data: z.looseObject({ code: z.string(), refusal: z.string().optional() }) })
    .optional(),
});

export interface HttpAnswer {
  status: number;
  /** The procedure's result; undefined when it failed. */
  data: unknown;
  /** tRPC's name of the error, as in `UNAUTHORIZED`; null when it went well. */
  code: string | null;
  message: string | null;
  /** Why the session does not continue; null when it does. */
  refusal: string | null;
  cookies: { name: string; value: string; [attribute: string]: unknown }[];
  /** As it came, but for the id of the call, which is made of the time and of chance and tells nothing of any account. */
  text: string;
}

interface Sent {
  token?: string;
  cookies?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Calls a mutation through the whole HTTP server, cookies and headers and all. */
export async function httpCall(api: TestApi, path: string, input: unknown, sent: Sent = {}): Promise<HttpAnswer> {
  const response = await api.server.inject({
    method: 'POST',
    url: `/trpc/${path}`,
    headers: {
      'content-type': 'application/json',
      ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
      ...sent.headers,
    },
    cookies: sent.cookies ?? {},
    payload: JSON.stringify(input),
  });
  const body = replySchema.parse(response.json());
  return {
    status: response.statusCode,
    data: body.result?.data,
    code: body.error?.data.code ?? null,
    message: body.error?.message ?? null,
    refusal: body.error?.data.refusal ?? null,
    cookies: response.cookies,
    text: response.body.replace(/"requestId":"[0-9a-f-]{36}"/, '"requestId":""'),
  };
}

/** What somebody types at sign-in. */
export function credentials(company: TestCompany, person: TestPerson, change: Record<string, unknown> = {}) {
  return {
    client: 'desktop',
    protocol: PROTOCOL_VERSION,
    company: company.slug,
    email: person.email,
    password: PASSWORD,
    deviceId: v7(),
    deviceName: 'a test',
    tokenTransport: 'body',
    ...change,
  };
}

export function sessionOf(answer: HttpAnswer): SessionReply {
  if (answer.code !== null) throw new Error(`no session: ${answer.code} ${answer.message}`);
  return sessionReplySchema.parse(answer.data);
}

/** The refresh token of a session that carries it in the body. */
export function refreshTokenOf(session: SessionReply): string {
  if (session.refreshToken === null) throw new Error('the session carries no refresh token');
  return session.refreshToken;
}
