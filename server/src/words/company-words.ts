import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

/** What `npm run company -- create` and `people` print and ask. */
export const COMPANY_WORDS = {
  email: 'Email',
  wantedEmail: 'an email address, as in anna@acme.example',
  name: 'Name',
  wantedName: (most: Shown) => `a name of 1 to ${most} characters`,
  role: (roles: Shown) => `Role (${roles})`,
  oneOf: (roles: Shown) => `one of ${roles}`,
  team: 'Team, whose manager decides',
  useOptionsToChange: '  Use --role or --team to change this person, and --new-link to make another link.',
  usage: `npm run company -- <command>, while MarginIQ is running (npm start)

  create   makes a company
  people   adds people to one, and gives them links to set their passwords
  rules    prints, checks and publishes its rules and limits

npm run company -- <command> --help says more. Described in docs/operators/company.md.`,
  companyName: 'Name of the company',
  wantedCompanyName: (most: Shown) => `a name of 1 to ${most} characters, as in "Acme Tools Ltd."`,
  shortName: 'Short name, which people type when they sign in',
  wantedShortName: (most: Shown) => `1 to ${most} of the letters a to z, digits and hyphens, as in acme-tools`,
  currency: 'Currency of all prices',
  wantedCurrency: 'a currency code of ISO 4217, as in EUR, USD or CHF',
  locale: 'Language and country, by which amounts and dates are written',
  wantedLocale: 'a language and country, as in en-GB, de-DE or fr-CH',
  timeZone: 'Time zone',
  wantedTimeZone: 'a time zone by its place, as in Europe/Berlin, America/New_York or UTC',
  adminName: 'Name of the first admin',
  wantedAdminName: (most: Shown) => `a name of 1 to ${most} characters, as in "Ada Stern"`,
  adminEmail: 'Email of the first admin, which is also the name to sign in by',
  wantedAdminEmail: 'an email address, as in ada@acme.example',
  createUsage: `npm run company -- create [options]

  Makes a company with its first admin. Asks for what is not given, if it is started in a terminal.

  --name <name>            as in "Acme Tools Ltd."
  --short-name <name>      what people type as their company when they sign in, as in acme-tools
  --currency <code>        of all prices (ISO 4217), as in EUR
  --price-digits <digits>  behind the point of all amounts, as in 4 for prices such as 0.0125; those of the currency if left out
  --locale <locale>        by which amounts and dates are written, as in en-GB
  --time-zone <zone>       as in Europe/Berlin
  --admin-name <name>      the first admin
  --admin-email <email>
  --address <address>      where people reach the server, as in https://marginiq.acme.example`,
  created: (name: Shown, slug: Shown) => `Created ${name}. People sign in with the company "${slug}".`,
  adminSetsPassword: (adminName: Shown, linkDays: Shown) =>
    `Its first admin, ${adminName}, sets a password here (once, within ${linkDays} days):`,
  beginsWithRules: 'It begins with these rules:',
  next: 'Next:',
  nextPeople: (slug: Shown) => `  npm run company -- people --company ${slug}   adds salespeople and managers`,
  nextImport: (slug: Shown) => `  npm run import -- --company ${slug} --help    brings customers and products`,
  nextRules: (slug: Shown) => `  npm run company -- rules --company ${slug}    shows the rules, to be changed`,
  doesNotFit: (option: Shown, typed: Shown, wanted: Shown) => `${option} "${typed}" does not fit. Give ${wanted}.`,
  isMissing: (option: Shown, wanted: Shown) => `${option} is missing. Give ${wanted}.`,
  thatDoesNotFit: (wanted: Shown) => `  That does not fit. Give ${wanted}.`,
  andMore: (count: Shown) => `  and ${count} more`,
  roleInTeam: (role: Shown, team: Shown) => `${role} in ${team}`,
  notChanged: (refusal: Shown) => `not changed: ${refusal}`,
  isThereAs: (role: Shown) => `is there already, as ${role}`,
  isThereDeactivated: 'is there already, but deactivated',
  wouldBeAddedAs: (where: Shown) => `would be added as ${where}`,
  addedAs: (where: Shown) => `added as ${where}`,
  wouldChangeTo: (where: Shown) => `would change to ${where}`,
  changedTo: (where: Shown) => `changed to ${where}`,
  nobodyChanged: 'nobody was added or changed',
  wouldMakeTeam: 'Would make the team',
  newTeam: 'New team:',
  theLink: 'The link sets a password once',
  eachLink: 'Each link sets the password of its person once',
  linkWorksForDays: (which: Shown, linkDays: Shown) =>
    `${which} and works for ${linkDays} days. Pass it on so that nobody else can read it.`,
  dryRun: 'A dry run: nobody was added or changed.',
  peopleUsage: (roles: Shown, encodings: Shown) => `npm run company -- people --company <short name> [options]

  Adds people, and prints for each a one-time link by which they set their password.
  Asks, if it is started in a terminal and names nobody. Somebody who is there already gets
  the role and team that are given; with nothing new, nothing changes.

  --email <email>        one person
  --name <name>
  --role <role>          ${roles}
  --team <team>          made if there is none of that name; admins need none
  --file <people.csv>    many people: the columns email, name, role, team
  --encoding <encoding>  of the file, if it is not UTF-8: ${encodings}
  --new-link             another link for who is there already (in a file: who has no password
                         yet); the link before it ends
  --confirm              change people also where that leaves requests without somebody to decide;
                         without it, what it would leave is said and nothing changed
  --dry-run              only say what would happen
  --address <address>    where people reach the server, as in https://marginiq.acme.example`,
  noEmail: 'is not an email address, as in anna@acme.example',
  nameTooLong: (most: Shown) => `is longer than ${most} characters, or not one line`,
  isNoneOf: (roles: Shown) => `is none of ${roles}`,
  isInLine: (before: Shown) => `is already in line ${before}`,
  tooManyPeople: (count: Shown, most: Shown) =>
    `has ${count} people; at most ${most} are added at once. Split the file`,
  tooManyTeams: (most: Shown) => `is one too many: a company has at most ${most} teams`,
  missingOfNew: (email: Shown) => `is missing; ${email} is new here`,
  missingTeam: (role: Shown) => `is missing; a ${role} works in a team, and one that does not exist yet is made`,
  linksWorkHereOnly:
    'The links work on this computer only. Give --address if people reach the server under another address.',
  addressWithoutHttps:
    'The address is without https: passwords would be sent unencrypted. Use it in a closed network only.',
  thereIsNoCommand: (command: Shown, usage: Shown) => `There is no command "${command}".\n\n${usage}`,
  noPriceDigits: (text: Shown, fewest: Shown, most: Shown, currency: Shown) =>
    `--price-digits "${text}" does not fit: ${fewest} to ${most} for ${currency}.`,
  nothingWasMade: '\nNothing was made.',
  shortNameTaken: (slug: Shown) =>
    `There is a company with the short name "${slug}" already. Give another --short-name.`,
  nameSomebody: 'Name somebody by --email, or give a --file.',
  missingCompany: (peopleUsage: Shown) => `--company is missing\n\n${peopleUsage}`,
  fileNamesEverybody: '--file names everybody; give no --email, --name, --role or --team.',
  encodingOfFile: (encodings: Shown) => `--encoding says how a --file is written: ${encodings}.`,
  notUsed: (file: Shown, columns: Shown) => `${file}: not used: ${columns}`,
  problems: (count: number, consequence: Shown) => `${counted(count, 'problem')}; ${consequence}:`,
  noAddress: (text: Shown) =>
    `--address "${text}" does not fit. Give the address under which people reach the server, as in https://marginiq.acme.example.`,
} as const;
