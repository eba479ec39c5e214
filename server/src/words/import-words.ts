import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

/** What an import says of customers, products and deals. */
export const IMPORT_WORDS = {
  contradictingPrices:
    'has a list price, a discount and a sold price that contradict each other: correct one, or leave it out',
  noWholeCent: 'was sold above list at a price that is no whole cent: give the price it was sold at as netPrice',
  givenAwayWithoutList: 'was given away, and the file does not say at which list price',
  articleWithoutUnit: 'an article without a unit',
  countedWhole: (unit: Shown) => `is not whole, and ${unit} is counted whole: parts are for units such as kg, m or h`,
  hasOtherLine: (name: Shown, file: Shown) => `has a line for ${name} here that ${file} does not have; it stays`,
  returnsTooMuch: (quantityText: Shown, sku: Shown, deal: Shown) =>
    `returns ${quantityText} more of ${sku} than deal ${deal} sold: left out`,
  severalDates: (first: Shown, others: Shown) =>
    `is here more than once, from earlier imports with other dates: ${first} is used, ${others} stays as it is`,
  inLine: (deal: Shown, line: Shown) => `"${deal}" in line ${line}`,
  differsInZeros: (other: Shown) =>
    `differs from ${other} in leading zeros alone, which spreadsheets drop: correct one of them`,
  sameDealInLine: (first: Shown, line: Shown, deal: Shown) =>
    `is "${first}" in line ${line}, which is of the same deal "${deal}"`,
  anEarlierImport: 'an earlier import',
  earlierImportOf: (at: Shown) => `the earlier import of ${at}`,
  part: 'part',
  ofDocuments: (published: Shown, staged: Shown) => `${published} of ${staged} documents`,
  stoppedWhileFinishing: (which: Shown, far: Shown) =>
    `Stopped while ${which} was being finished: ${far} of that one are written; the worker or the next import writes the rest. Nothing of your files was imported.`,
  stoppedButChanged: (left: number) =>
    `Stopped. All is written, and stays, but ${counted(left, 'document')} that somebody changed meanwhile; import again to bring them up to date.`,
  importBy: (operator: Shown) => `an import by ${operator}`,
  ownerCannotTake: (text: Shown, refusalWords: Shown) => `cannot go to ${text}: ${refusalWords}`,
  noActiveAdmin: 'is not an active admin of this company',
  nobodyMatches: 'does not match anyone in this company',
  noCompany: 'The company does not exist.',
  noRules: 'The company has no rules yet, and past deals are evaluated by them. Set the rules up first.',
  correctedByAnImport: 'Corrected by an import',
  saleByPerson: (sale: Shown) => `was recorded as "${sale}" by a person and was left unchanged`,
  ownerLeft: (owner: Shown) => `has left: it stays with ${owner}`,
  ownerWithoutTeam: (owner: Shown) => `is in no team: it stays with ${owner}`,
  otherOwner: (owner: Shown, name: Shown) =>
    `is not its owner here: it belongs to ${owner} and was left unchanged; use --hand-over to give it to ${name}`,
  leftBlocked: 'is blocked here and was left blocked; use --unblock to lift it',
  goesToFormer: (name: Shown) => `goes to ${name}, who has left; an admin can hand it over`,
  takenId: (id: Shown, ownerName: Shown) =>
    `cannot be imported: ${id}, which ${ownerName} made, has the id of this deal; leave the deal out, or give it another number`,
  isNotIn: (file: Shown) => `is not in ${file}`,
  differsFromDeal: (number: Shown) =>
    `differs from deal "${number}" here in leading zeros alone, which spreadsheets drop: correct it`,
  returnedWholeStays: 'was returned whole; what is here stays, because a deal cannot be without a line',
  noLines: (file: Shown) => `has no line in ${file}`,
  tooManyLines: (count: Shown, most: Shown) => `has ${count} lines; a deal has at most ${most}`,
  totalTooLarge: 'adds up to more than MarginIQ counts',
  creditNote: 'is a credit note: left out',
  returnedWhole: 'was returned whole: left out',
  productNamed: (sku: Shown) => `products ${sku}`,
  customerNamed: (code: Shown) => `customers ${code}`,
  nameOfSeveral: 'is the name of several people here',
  orNobody: (value: Shown, nobody: Shown) => `or "${value}=${nobody}" to leave it visible to admins only`,
  sayWho: (reason: Shown, many: Shown, option: Shown, nobody: Shown) =>
    `${reason}${many}. Say who it is: ${option}, ${nobody}`,
  unreadable: (places: Shown) => `could not be read by any device: ${places}`,
  takenOver:
    'This process stood still for so long that another one took over. Nothing more was written by this one; import again to see what is left.',
} as const;
