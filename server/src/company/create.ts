import { LINK_DAYS } from '../auth/password-links.ts';
import { systemClock } from '../clock.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { operator } from '../operate/operator.ts';
import type { Database } from '../tenancy/database.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import { readOptions } from './command.ts';
import { COMPANY_FIELDS, readPriceDigits } from './company-fields.ts';
import { defaultRulesInWords } from './default-rules.ts';
import { fillIn, withTerminal } from './fill-in.ts';
import { makeCompany } from './new-company.ts';
import { serverAddress } from './server-address.ts';

export const CREATE_USAGE = COMPANY_WORDS.createUsage;

const OPTIONS = {
  name: { type: 'string' },
  'short-name': { type: 'string' },
  currency: { type: 'string' },
  'price-digits': { type: 'string' },
  locale: { type: 'string' },
  'time-zone': { type: 'string' },
  'admin-name': { type: 'string' },
  'admin-email': { type: 'string' },
  address: { type: 'string' },
} as const;

/** @param address of the server, where --address is not given */
export async function create(database: Database, args: string[], address: string): Promise<void> {
  const given = readOptions(args, OPTIONS, CREATE_USAGE);
  const { linkOf, notes } = serverAddress(given.address ?? address);
  const typed = {
    name: given.name,
    slug: given['short-name'],
    currency: given.currency,
    locale: given.locale,
    timeZone: given['time-zone'],
    adminName: given['admin-name'],
    adminEmail: given['admin-email'],
  };
  const filledIn = await withTerminal((terminal) => fillIn(COMPANY_FIELDS, typed, terminal));
  const priceDigits = readPriceDigits(given['price-digits'], filledIn.currency);
  const settings = { ...filledIn, ...(priceDigits === undefined ? {} : { priceDigits }) };
  await prepareStorage(database, { clock: systemClock });
  const { slug, token } = await makeCompany(database, { clock: systemClock, actor: operator() }, settings);
  const lines = [
    COMPANY_WORDS.created(settings.name, slug),
    '',
    COMPANY_WORDS.adminSetsPassword(settings.adminName, LINK_DAYS),
    `  ${linkOf(token)}`,
    ...notes,
    '',
    COMPANY_WORDS.beginsWithRules,
    ...defaultRulesInWords(settings.currency).map((line) => `  ${line}`),
    '',
    COMPANY_WORDS.next,
    COMPANY_WORDS.nextPeople(slug),
    COMPANY_WORDS.nextImport(slug),
    COMPANY_WORDS.nextRules(slug),
  ];
  for (const line of lines) console.log(line);
}
