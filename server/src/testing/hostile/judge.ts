import { dumpCompany } from '../company-dump.ts';
import { expectLawsHold } from '../laws.ts';
import type { Attempt, Scene } from './attempt.ts';
import type { Reply } from './wire.ts';
import { markedBy } from './world.ts';

export type Fault = 'leak' | 'change' | 'crash' | 'hang';

export interface Finding {
  fault: Fault;
  what: string;
}

/** What nobody of `ours` who is no admin may change, by collection. */
const FROZEN = [
  'companies',
  'users',
  'customers',
  'products',
  'businessRules',
  'governance',
  'statistics',
  'imports',
  'importStaging',
  'importSettings',
  'leases',
];

type Dump = Record<string, string>;

/** Without positions: an admin of ours may rightly touch a person, by revoking a device that ours took for theirs. */
const frozenOf = (dump: Dump): Dump =>
  Object.fromEntries(
    Object.entries(dump)
      .filter(([key]) => FROZEN.includes(key.split('/')[0] ?? ''))
      .map(([key, text]) => [key, text.replace(/"seq":\{[^}]*\},?/, '')]),
  );

/** Keys whose texts differ. */
function differences(before: Dump, after: Dump): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
}

interface Step {
  kind: string;
  by: { userId: string; role: string } | null;
}

interface StoredRequest {
  _id: string;
  ownerId: string;
  teamId: string | null;
  status: string;
  steps: Step[];
  items: {
    productId: string;
    name: string;
    category: string;
    listPriceMinor: number;
    costMinor: number;
    discountBp: number;
  }[];
}

const DECISIONS = ['approve', 'reject', 'requestAdjustment'];
const ASKING = ['submit', 'revise'];
/** By the rules of test companies, nothing above this is approved without a person. */
const MOST_UNSEEN_BP = 500;

/** Looks for what an attack brought about. */
export class Judge {
  readonly #scene: Scene;
  readonly #theirs: Dump;
  readonly #ours: Dump;
  /** Markers of a leak: texts that occur in their data and nowhere in ours. */
  readonly #marks: string[];
  #sent: string[] = [];

  private constructor(scene: Scene, theirs: Dump, ours: Dump) {
    this.#scene = scene;
    this.#theirs = theirs;
    this.#ours = frozenOf(ours);
    this.#marks = markedBy(theirs, ours);
  }

  static async create(scene: Scene): Promise<Judge> {
    const { database } = scene.target;
    const [theirs, ours] = [
      await dumpCompany(database, scene.theirs.company.id),
      await dumpCompany(database, scene.ours.company.id),
    ];
    const judge = new Judge(scene, theirs, ours);
    // What the attack is given at its start.
    judge.#sent.push(JSON.stringify(scene.theirs.ids), JSON.stringify(scene.ours.ids));
    return judge;
  }

  /** After each answer. */
  look({ by, sent, isWrong }: Attempt, reply: Reply): Finding[] {
    this.#sent.push(sent());
    const findings: Finding[] = [];
    const { status, text } = reply;
    if (status === 500 || text.includes('INTERNAL_SERVER_ERROR')) {
      findings.push({ fault: 'crash', what: `the server failed: ${text.slice(0, 200)}` });
    }
    if (/node_modules|server\/src|\bat async |mongodb:\/\//.test(text)) {
      findings.push({ fault: 'leak', what: `the inside of the server: ${text.slice(0, 300)}` });
    }
    for (const mark of [...this.#marks, ...(by?.hidden ?? [])]) {
      if (text.includes(mark) && !this.#wasSent(mark)) findings.push({ fault: 'leak', what: `${mark} was told` });
    }
    const wrong = isWrong?.(reply) ?? null;
    if (wrong !== null) findings.push({ fault: 'leak', what: wrong });
    return findings.slice(0, 3);
  }

  #wasSent(mark: string): boolean {
    return this.#sent.some((text) => text.includes(mark));
  }

  /** After some attempts: what is in the database. */
  async lookBehind(): Promise<Finding[]> {
    const { target, theirs, ours } = this.#scene;
    const changed = differences(this.#theirs, await dumpCompany(target.database, theirs.company.id));
    const dump = await dumpCompany(target.database, ours.company.id);
    const own = differences(this.#ours, frozenOf(dump));
    const requests = Object.entries(dump).filter(([key]) => key.startsWith('discountRequests/'));
    return [
      ...changed.map((key) => ({ fault: 'change' as const, what: `of theirs: ${key}` })),
      ...own.map((key) => ({ fault: 'change' as const, what: `of ours, by who may not: ${key} is ${dump[key]}` })),
      ...requests.flatMap(([key, text]) =>
        this.#wrongs(JSON.parse(text) as StoredRequest).map((what) => ({
          fault: 'change' as const,
          what: `${key}: ${what}`,
        })),
      ),
    ];
  }

  /** Whoever attacked: a request that nobody could have brought about rightly. */
  #wrongs({ ownerId, teamId, status, steps, items }: StoredRequest): string[] {
    const { company } = this.#scene.ours;
    const askers = new Set(steps.filter(({ kind }) => ASKING.includes(kind)).map(({ by }) => by?.userId));
    const wrongs: string[] = [];
    for (const { kind, by } of steps.filter((step) => DECISIONS.includes(step.kind))) {
      const person = company.data.people.find(({ id }) => id === by?.userId);
      if (person === undefined) wrongs.push(`${kind} by nobody of the company`);
      else if (person.id === ownerId || askers.has(person.id))
        wrongs.push(`${kind} by ${person.name}, who asked for it`);
      else if (person.role === 'salesperson') wrongs.push(`${kind} by the salesperson ${person.name}`);
      else if (person.role === 'manager' && person.teamId !== teamId)
        wrongs.push(`${kind} by ${person.name} of another team`);
    }
    for (const { productId, listPriceMinor, costMinor, name, category } of items) {
      const product = company.data.products.find(({ id }) => id === productId);
      const isSame =
        product?.listPriceMinor === plain(listPriceMinor) &&
        product?.costMinor === plain(costMinor) &&
        product?.name === name;
      if (!isSame || product?.category !== category) wrongs.push(`an item of ${name} that is not the catalogue's`);
    }
    const isDeep = items.some(({ discountBp }) => Number(plain(discountBp)) > MOST_UNSEEN_BP);
    if (status === 'autoApproved' && isDeep) wrongs.push('approved by nobody, above what the rules allow');
    return wrongs;
  }

  /** At the end: the laws hold for whom it was tried on. */
  async lookAtLaws(): Promise<Finding[]> {
    const { target, ours, theirs, admin } = this.#scene;
    const findings: Finding[] = [];
    for (const { company } of [ours, theirs, admin.side]) {
      await expectLawsHold(target, company).catch((error: unknown) =>
        findings.push({ fault: 'change', what: `a law of ${company.slug}: ${String(error).slice(0, 400)}` }),
      );
    }
    return findings;
  }
}

/** A number as the dump writes it, which names its kind. */
function plain(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const [text] = Object.values((value ?? {}) as Record<string, string>);
  return text === undefined ? null : Number(text);
}
