import { z } from 'zod';
import type { TestApi } from '../test-api.ts';
import type { TestCompany } from '../test-company.ts';
import { EventReader } from './event-reader.ts';
import { namesOf } from './names.ts';
import { ANSWERS, type AnswerKind, type Recorded, type Recording } from './recording.ts';

/** What the server has sent one person's program so far. */
interface Heard {
  accessToken: string;
  refreshToken: string;
  cursor: unknown;
}

interface Session {
  profile: object;
  accessToken: string;
  refreshToken: string;
}

const KIND_OF: Record<string, AnswerKind> = {
  'auth.login': 'session',
  'auth.refresh': 'session',
  'sync.push': 'push',
  'sync.pull': 'pull',
};

/** Programs of protocol 1 take an item as it comes; later ones unwrap one that has an id. */
function itemOf(protocol: number, handed: unknown): unknown {
  const isWrapped = typeof handed === 'object' && handed !== null && 'data' in handed;
  return protocol > 1 && isWrapped ? handed.data : handed;
}

/** Sends what programs of one protocol sent, to an api of today, and judges the answers as those programs do. */
export class Replay implements Disposable {
  readonly recording: Recording;
  /** What a program of that protocol could not read. Should be empty. */
  readonly misread: string[] = [];
  readonly streams = new Map<string, EventReader>();
  readonly #api: TestApi;
  readonly #names: readonly [string, string][];
  readonly #schemas: Record<AnswerKind, z.ZodType>;
  readonly #heard = new Map<string, Heard>();

  constructor(api: TestApi, company: TestCompany, recording: Recording) {
    this.recording = recording;
    this.#api = api;
    this.#names = namesOf(company);
    const read = (kind: AnswerKind) => z.fromJSONSchema(recording.answers[kind]);
    this.#schemas = Object.fromEntries(ANSWERS.map((kind) => [kind, read(kind)])) as Record<AnswerKind, z.ZodType>;
  }

  #heardBy(name: string): Heard {
    const heard = this.#heard.get(name) ?? { accessToken: '', refreshToken: '', cursor: null };
    this.#heard.set(name, heard);
    return heard;
  }

  /** Why a program of that protocol cannot read this; null: it can. */
  fault(kind: AnswerKind, answer: unknown): string | null {
    const issues = this.#schemas[kind].safeParse(answer).error?.issues ?? [];
    return issues.length === 0 ? null : issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }

  /** The message with everything in it that is this company's, and this session's. */
  #filled(message: Recorded): Recorded {
    const { accessToken, refreshToken, cursor } = this.#heardBy(message.as);
    const names: [string, string][] = [...this.#names, ['accessToken', accessToken], ['refreshToken', refreshToken]];
    const text = names.reduce(
      (told, [name, value]) => told.replaceAll(`{{${name}}}`, value),
      JSON.stringify(message).replaceAll('"{{cursor}}"', JSON.stringify(cursor)),
    );
    return JSON.parse(text) as Recorded;
  }

  #note({ as, procedure }: Recorded, answer: unknown): void {
    const kind = KIND_OF[procedure];
    if (kind === undefined || answer === null) return;
    const fault = this.fault(kind, answer);
    if (fault !== null) this.misread.push(`${procedure} of ${as}: ${fault}`);
    const heard = this.#heardBy(as);
    if (kind === 'session') Object.assign(heard, answer as Session);
    else if (kind === 'pull') heard.cursor = (answer as { cursor: unknown }).cursor;
  }

  /** Sends a message and judges its answer. @returns the answer; null for a stream, which is open from then on */
  async send(message: Recorded): Promise<unknown> {
    const answer = await this.answerTo(message);
    this.#note(message, answer);
    return answer;
  }

  /** @throws when the server answers by an error */
  async answerTo(message: Recorded): Promise<unknown> {
    const { as, procedure, method, headers, input } = this.#filled(message);
    const url = `${this.#api.url}/trpc/${procedure}`;
    const asked = `${url}?input=${encodeURIComponent(JSON.stringify(input))}`;
    if (procedure === 'sync.stream') {
      const stream = new EventReader(asked, headers);
      this.streams.set(as, stream);
      await stream.hears(`the first item for ${as}`, (items) => items.length > 0);
      return null;
    }
    const init = method === 'GET' ? { headers } : { method, headers, body: JSON.stringify(input) };
    const response = await fetch(method === 'GET' ? asked : url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${procedure} of ${as} was answered ${response.status}: ${text}`);
    return (JSON.parse(text) as { result: { data: unknown } }).result.data;
  }

  /** What such a program could not read of all that the open streams brought so far. */
  misreadInStreams(): string[] {
    return [...this.streams].flatMap(([as, { items }]) =>
      items.flatMap((handed) => {
        const fault = this.fault('streamItem', itemOf(this.recording.protocol, handed));
        return fault === null ? [] : [`sync.stream of ${as}: ${fault}`];
      }),
    );
  }

  /** The first message of this kind that this person sent. */
  message(as: string, procedure: string): Recorded {
    const found = this.recording.messages.find((one) => one.as === as && one.procedure === procedure);
    if (found === undefined) throw new Error(`${as} sent no ${procedure} in protocol ${this.recording.protocol}`);
    return found;
  }

  [Symbol.dispose](): void {
    for (const stream of this.streams.values()) stream[Symbol.dispose]();
  }
}
