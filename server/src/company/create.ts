import { LINK_DAYS } from '../auth/password-links.ts';
import { systemClock } from '../clock.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { operator } from '../operate/operator.ts';
import type { Database } from '../tenancy/database.ts';
import { readOptions } from './command.ts';
import { COMPANY_FIELDS, readPriceDigits } from './company-fields.ts';
import { defaultRulesInWords } from './default-rules.ts';
import { fillIn, withTerminal } from './fill-in.ts';
import { makeCompany } from './new-company.ts';
import { serverAddress } from './server-address.ts';

export const CREATE_USAGE = `npm run company -- create [options]

  Makes a company with its first admin. Asks for what is not given, if it is started in a terminal.

  --name <name>            as in "Acme Tools Ltd."
  --short-name <name>      what people type as their company when they sign in, as in acme-tools
  --currency <code>        of all prices (ISO 4217), as in EUR
  --price-digits <digits>  behind the point of all amounts, as in 4 for prices such as 0.0125; those of the currency if left out
  --locale <locale>        by which amounts and dates are written, as in en-GB
  --time-zone <zone>       as in Europe/Berlin
  --admin-name <name>      the first admin
  --admin-email <email>
  --address <address>      where people reach the server, as in https://marginiq.acme.example`;

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
    `Created ${settings.name}. People sign in with the company "${slug}".`,
    '',
    `Its first admin, ${settings.adminName}, sets a password here (once, within ${LINK_DAYS} days):`,
    `  ${linkOf(token)}`,
    ...notes,
    '',
    'It begins with these rules:',
    ...defaultRulesInWords(settings.currency).map((line) => `  ${line}`),
    '',
    'Next:',
    `  npm run company -- people --company ${slug}   adds salespeople and managers`,
    `  npm run import -- --company ${slug} --help    brings customers and products`,
    `  npm run company -- rules --company ${slug}    shows the rules, to be changed`,
  ];
  for (const line of lines) console.log(line);
}
