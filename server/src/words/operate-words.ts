import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

/** What the other commands for operators print: maintenance, restored, replay; and what is wrong with settings. */
export const OPERATE_WORDS = {
  maintenanceUsage: `npm run maintenance -- on [--minutes N] ["reason"]   refuses all calls, on every server, within a second
npm run maintenance -- off                           takes calls again
npm run maintenance -- status                        says which of the two it is

  People continue working offline. They are told that the server is under maintenance, and until when if you say so. The reason is
  for the server's log.`,
  maintenanceBegan: (until: string | null) =>
    `The server is under maintenance${until === null ? '' : ` until ${until}`}. End it with: npm run maintenance -- off`,
  maintenanceOver: 'The maintenance is over. Devices come back within about two minutes.',
  noMaintenanceWas: 'There was no maintenance.',
  noMaintenance: 'There is no maintenance.',
  maintenanceSince: (since: Shown, until: string | null, reason: string) =>
    `Under maintenance since ${since}${until === null ? '' : `, to be over at ${until}`}${reason === '' ? '' : `: ${reason}`}`,
  noSuchFile: 'there is no such file or folder',
  isFolder: 'it is a folder',
  noRight: 'this account has no right to it',
  readOnlyDisk: 'its disk can only be read',
  diskFull: 'the disk is full',
  operator: (account: Shown) => `operator ${account}`,
  restoredUsage: `npm run restored

  After a backup of MongoDB was put back: gives every company a new epoch, so that every device reads everything from
  scratch and keeps its unsent actions. Takes no options.`,
  wentAway:
    'MongoDB cannot be reached any more. What was written stays. Check that MongoDB runs and that this machine reaches it, see how far the command came, and run it again.',
  takenOver:
    'This process stood still for so long that another one took over. What was written stays, and nothing more was written by this one. See how far the command came, and run it again.',
  replayUsage: `npm run replay -- --company <short name or id>

  Makes every stored decision of a company again, on what it stood on, and compares. Reads only, while people work.
  Exit code 1 if one differs.

  --request <id>  only those on one request, each on a line, in their order
  --json          prints the counts, and the first 20 that differ, as JSON

Described in docs/operators/operating.md.`,
  isGone: (message: Shown) => `${message} is gone`,
  andMore: (fields: Shown, count: Shown) => `${fields} and ${count} more`,
  decisionLine: (at: Shown, type: Shown, what: Shown, id: Shown, requestId: Shown) =>
    `${at}  ${type}  ${what}  (${id}, request ${requestId})`,
  notReplayable: 'cannot be replayed by this version',
  serverFailed: 'the server failed: nothing was decided',
  withoutInputs: 'without inputs: decided by a former release, which kept none, or on a state that is gone',
  notDecidedServerFailed: 'not decided, because the server failed',
  notDecidedNoCommand: 'not decided, because the arguments fit no command',
  once: 'Once',
  times: (writtenOver: Shown) => `${writtenOver} times`,
  writtenOver: (times: Shown) =>
    `${times} a request was written afterwards by something that kept no decision: an import, a former release.`,
  firstThatDiffer: (count: Shown) => `The first ${count} that differ:`,
  allThatDiffer: 'Those that differ:',
  aPort: 'must be a port, from 1 to 65535',
  aDrain: 'must be milliseconds, from 0 to 60000',
  missingMongoUri: 'is missing: give the address of a MongoDB replica set, as in mongodb://host/?replicaSet=rs0',
  noMongoUri: 'must begin with mongodb:// or mongodb+srv://',
  noDatabaseName: 'must be letters, digits, _ and -, 38 at the most',
  missingSecret: 'is missing: give 32 random characters or more, the same for every api process',
  secretTooShort: 'must have at least 32 characters',
  noSecrets: 'must be secrets of at least 32 characters each',
  tokenTooShort: 'must have at least 16 characters',
  mustBeOneOf: (logLevels: Shown) => `must be one of ${logLevels}`,
  noProxies: 'must be true or false, or the number of proxies one behind the other',
  noMinutes: (most: Shown, text: Shown) => `--minutes must be a whole number from 1 to ${most}, not "${text}"`,
  cannotBeRead: (path: Shown, error: Shown) => `${path} cannot be read: ${error}`,
  noCompany: (slug: Shown) => `There is no company "${slug}". Make it with: npm run company -- create`,
  newEpochs: (companies: number) =>
    `${counted(companies, 'company has', 'companies have')} a new epoch. Every device reads everything from scratch and keeps its unsent actions.`,
  noCompanyOfId: (named: Shown) => `There is no company with the id ${named}.`,
  nameCompany: (usage: Shown) => `Name a company.\n\n${usage}`,
  noRequestId: (request: Shown) => `"${request}" is not the id of a request.`,
} as const;
