import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

const companiesIn = (count: number) => counted(count, 'company', 'companies');

/** What `npm run migrate` prints, and why a migration’s contract has to wait. */
export const MIGRATION_WORDS = {
  usage: `npm run migrate -- <command> [--dry-run]

  status     how far each change of stored data has come
  run        prepares the database and fills in what is lacking now, instead of waiting for the worker
  contract   takes away what was replaced, once nothing needs it any more; older releases cannot use the database then

--dry-run says what would be done, and writes nothing. Described in docs/operators/operating.md.`,
  waiting: (since: Shown, what: Shown) => `Waiting: another process is at it since ${since} (${what}).`,
  wouldBePrepared: (id: Shown, name: Shown) => `migration ${id} (${name}) would be prepared`,
  countOf: (count: Shown, collection: Shown) => `${count} of ${collection}`,
  wouldBeFilledIn: (id: Shown, name: Shown, companyId: Shown, counts: Shown) =>
    `migration ${id} (${name}), company ${companyId}: ${counts} would be filled in`,
  nothingToFillIn: 'Nothing would be filled in. Nothing was written.',
  nothingWasWritten: 'Nothing was written.',
  prepared: (id: Shown, name: Shown) => `migration ${id} (${name}): prepared`,
  filledIn: (id: Shown, name: Shown, companyId: Shown, filled: Shown, count: Shown) =>
    `migration ${id} (${name}), company ${companyId}: ${filled} filled in, ${count} left`,
  nothingTakenAway: (id: Shown, name: Shown, against: Shown) =>
    `migration ${id} (${name}): nothing is taken away yet, because ${against}`,
  nothingToTakeAway: 'There is nothing to take away.',
  wouldBe: (id: Shown, name: Shown, isBegun: boolean) =>
    `migration ${id} (${name}): would be ${isBegun ? 'finished' : 'carried out'}`,
  contracted: (id: Shown, name: Shown) =>
    `migration ${id} (${name}): done. Older releases cannot use this database any more.`,
  notPrepared: (id: Shown) => `migration ${id} is not prepared: start this release, or use "run"`,
  stillLacking: (companies: number, id: Shown) => `${companiesIn(companies)} still to be filled in for migration ${id}`,
  earlierContractFirst: (id: Shown) => `the contract of migration ${id} comes first`,
  formerProcess: (kind: Shown, pid: Shown, host: Shown) =>
    `${kind} process ${pid} on ${host} is of a former release: stop it`,
  mayNotSetRules: 'the user in MONGODB_URI may not set rules for collections: give it the role dbAdmin as well',
  importUnderWay: (companies: number) =>
    `an import or a hand-over is under way in ${companiesIn(companies)}: wait for its end`,
  gotNoValue: (collection: Shown, id: Shown, field: Shown) => `${collection} ${id} got no ${field}`,
  utc: (at: Shown) => `${at} UTC`,
  done: (contractedAt: Shown) => `done ${contractedAt}`,
  notYet: (against: Shown) => `not yet: ${against}`,
  noMigrations: 'This release changes no stored data.',
  doneOf: (done: Shown, all: Shown) => `${done} of ${all}`,
  left: (id: Shown, companyId: Shown, count: Shown, why: Shown) =>
    `migration ${id}, company ${companyId}: ${count} left as they are: ${why}`,
  thereIsNoCommand: (command: Shown, usage: Shown) => `There is no command "${command}".\n\n${usage}`,
  thereIsNoOption: (unknown: Shown, usage: Shown) => `There is no option "${unknown}".\n\n${usage}`,
} as const;
