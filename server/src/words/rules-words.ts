import { counted } from './counted.ts';
import type { Shown } from './shown.ts';

/** What `npm run company -- rules` prints, and the names of the rules that a company begins with. */
export const RULES_WORDS = {
  adminRule: 'Above 20 % an admin decides',
  marginRule: 'Margin of at least 10 %',
  costRule: 'Never below cost',
  automaticRuleInWords: (automaticUpTo: Shown, currency: Shown) =>
    `Discounts up to 5 % and ${automaticUpTo} ${currency} are approved by themselves if their risk is low; a manager decides on more.`,
  adminRuleInWords: 'Above 20 % an admin decides. A margin below 10 % needs a manager. Nothing is sold below cost.',
  roleHelp: 'of the salesperson or manager whose request it is',
  customerHelp: 'of the customer',
  categoryHelp: 'of the product; the rule then looks at each line',
  productHelp: 'the product’s article number; the rule then looks at each line',
  nameHelp: 'shown to the salesperson when the rule is hit; each name occurs once',
  whenHelp: 'every condition that is given here must hold; none always holds',
  onBreachHelp: 'who must approve what breaks the rule; forbid: nobody may',
  companyHelp: 'the company’s short name',
  basedOnHelp: 'the versions that this file was made from: a file of older ones is not published over newer ones',
  currencyHelp: 'in the company’s currency',
  grantedDaysHelp: 'for how many days what a customer was granted is added to that total; left out, it stays as it is',
  automaticHelp: 'what is approved without a person if it breaks no rule',
  validDaysHelp: 'for how many days an approval is valid; left out, it stays as it is',
  ruleNamed: (second: Shown, name: Shown) => `rule ${second}${name}`,
  aText: 'a text in quotes',
  aNumber: 'a number without quotes',
  aWholeNumber: 'a whole number without quotes',
  aBoolean: 'true or false, without quotes',
  aList: 'a list in [ ]',
  anObject: 'an object in { }',
  unknownField: (one: Shown) => `has ${one}, which means nothing here; check the spelling`,
  mustBe: (text: Shown) => `must be ${text}`,
  fieldMustBe: (field: Shown, wanted: Shown, given: Shown) => `${field} must be ${wanted}${given}`,
  mustBeKnownKind: (field: Shown) => `${field}must be one of "discountLimit", "minimumMargin"`,
  mustNotBeEmpty: 'must not be empty',
  mustBeAtLeast: (minimum: Shown) => `must be at least ${minimum}`,
  mustHaveAtMost: (maximum: Shown) => `must have at most ${maximum} characters`,
  mustHaveAtMostEntries: (maximum: Shown) => `must have at most ${maximum} entries`,
  mustBeAtMost: (maximum: Shown) => `must be at most ${maximum}`,
  atMostTwoDigits: 'must have at most two digits behind the point',
  doesNotFit: 'does not fit',
  inLine: (count: Shown) => ` in line ${count}`,
  notJson: (line: Shown, message: Shown) =>
    `is not JSON${line}: ${message}. JSON has no comments, and no comma behind the last entry`,
  theFile: (text: Shown) => `the file ${text}`,
  sameName: (number: Shown, name: Shown, before: Shown) =>
    `rule ${number} ("${name}") has the name of rule ${before}; give it another`,
  otherCompany: (company: Shown, slug: Shown) => `company is "${company}", but this is about "${slug}"`,
  olderVersions: (rulesVersion: Shown, limitsVersion: Shown, version: Shown, version2: Shown) =>
    `basedOn: the file was made from rules ${rulesVersion} and limits ${limitsVersion}, but ${version} and ${version2} are in force now. Save the current ones to a new file and change that`,
  ruleCondition: (number: Shown, name: Shown) => `rule ${number} ("${name}"), when,`,
  noSuchCustomer: (here: Shown, customer: Shown) => `${here} customer: no customer has the code "${customer}"`,
  noSuchProduct: (here: Shown, product: Shown) => `${here} product: no product has the article number "${product}"`,
  noSuchSegment: (here: Shown, segment: Shown) => `${here} segment: no customer is in the segment "${segment}" yet`,
  noSuchCategory: (here: Shown, category: Shown) => `${here} category: no product is in the category "${category}" yet`,
  totalTooFine: (digits: Shown, most: Shown) =>
    `automaticApproval, maxNetTotal must have at most ${digits} digits behind the point, and be at most ${most}`,
  rulesUsage: `npm run company -- rules --company <short name> [options]

  Prints the rules and limits in force as JSON. Described in docs/operators/company.md.

  --save <rules.json>      write them to a new file, to be edited
  --check <rules.json>     say what is wrong with a file, and what it would change
  --publish <rules.json>   make them the ones in force, as a new version; devices hear of it at once
  --schema                 print the file's JSON Schema, for editors`,
  fileExists: 'is there already; give another name',
  cannotBeWritten: (error: Shown) => `cannot be written: ${error}`,
  newRule: (name: Shown) => `  new rule: ${name}`,
  changedRule: (name: Shown) => `  changed rule: ${name}`,
  ruleRemoved: (name: Shown) => `  rule removed: ${name}`,
  otherOrder: '  the rules are in another order',
  otherLimits: '  other limits of automatic approval',
  noChange: '  nothing: the file matches the rules in force',
  wouldChange: 'The file can be published. It would change:',
  nothingPublished: 'The file says what is in force: nothing was published.',
  rulesVersion: (rules: Shown) => `rules version ${rules}`,
  limitsVersion: (limits: Shown) => `limits version ${limits}`,
  published: (what: Shown) => `Published: ${what}.`,
  noRules: 'The company has no rules in force.',
  hasProblems: (file: Shown, count: number) => `${file} has ${counted(count, 'problem')}; nothing was published:`,
  missingCompany: (rulesUsage: Shown) => `--company is missing\n\n${rulesUsage}`,
  giveOneOf: 'Give one of --save, --check and --publish.',
  saved: (file: Shown) => `The rules in force are in ${file}. Edit them, then: --check ${file}, --publish ${file}`,
} as const;
