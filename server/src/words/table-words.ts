import type { Shown } from './shown.ts';

/** What an import says of files and cells that do not fit, and how they were read. */
export const TABLE_WORDS = {
  importUsage: (encodings: Shown) => `npm run import -- --company <short name> [files] [options]

  --customers <file>      customers
  --products <file>       products
  --categories <file>     names of categories, where products name them by a key
  --orders <file>         past deals, one row each; together with
  --order-details <file>  their lines. Without it each row of --orders is a line that repeats its deal

  --salesperson <key>=<email>  whom a key in the files stands for; "nobody" leaves it visible to
                          admins only. Repeatable, and remembered
  --hand-over             customers and deals that are here go to the owner whom the files name
  --unblock               customers that are blocked here are unblocked if the file says so
  --cost-share <share>    cost as a share of the list price (65%), where nobody knows a cost
  --class <A|B|C>         class of new customers whose file names none (B)
  --as <email>            the admin in whose name it is done, for the audit log
  --dry-run               only say what would happen
  --problems <file>       write all that is listed (problems, notes, what was kept) to a CSV file as well

How the files are written is recognised, and said. Where that is not possible, or wrong, state it for all
files (--decimal comma) or for one (--decimal orders=comma):

  --encoding <${encodings}>
  --separator <comma|semicolon|tab|bar>
  --decimal <point|comma>
  --thousands <point|comma|space|apostrophe>
  --dates <dmy|mdy>       order of dates that do not begin with the year
  --discounts <share|percent>  whether 0.15 or 15 is 15 %
  --nothing <text>        text that stands for nothing (NULL)
  --keys as-written       keys that differ in leading zeros alone (417, 00417) are two keys

The columns are described in docs/operators/import.md.`,
  nameOrderDetails: '. If the lines are in a file of their own, name it with --order-details',
  openQuote: 'opens a quote that is never closed; nothing behind it could be read',
  textBehindQuote: 'has text behind a closing quote; nothing behind it could be read. Double the quotes inside a text',
  quoteInside: 'has a quote inside a text. Put the whole text in quotes, and double those inside it',
  noCsv: (message: Shown) => `cannot be read as CSV: ${message}`,
  missingColumn: (names: Shown, otherwise: Shown) => `is a missing column; it may be called ${names}${otherwise}`,
  namedTwice: (shown: Shown) => `is named by two headers: ${shown}. Leave one of them`,
  column: (number: Shown) => `column ${number}`,
  emptyFile: 'the file is empty',
  tooManyRows: (count: Shown, most: Shown) => `has ${count} rows; at most ${most} fit into one import. Split the file`,
  headerAgain: 'is the header again; left out',
  marksEmpty: (word: Shown) => `is ${word}, which marks empty cells elsewhere in this file`,
  quoteRealName: (reason: Shown) => `${reason}. If it is a real name, put it in quotes`,
  beginsWithTheDay: 'begins with the day',
  beginsWithTheMonth: 'begins with the month',
  differentDates: (other: Shown, text: Shown, line: Shown, one: Shown) =>
    `${other}, and "${text}" in line ${line} ${one}. Write all dates alike, or say --dates`,
  ambiguousDate: 'can be two days, and no date of the file tells which. Say --dates dmy or --dates mdy',
  noDate: 'is not a date: write it as 2026-01-31',
  spreadsheetDay: 'is a spreadsheet’s number for a day: give the column a date format, and save again',
  shortYear: 'has no full year: write it with four digits',
  tooEarly: (year: Shown, firstYear: Shown) => `is in the year ${year}: deals before ${firstYear} are not imported`,
  inFuture: 'is in the future: only past deals are imported',
  noUtf8:
    'is not UTF-8. Save the file as "CSV UTF-8", or say what it is: --encoding windows-1252 for most older Western files',
  zeroBytes: 'has zero bytes: this is UTF-16 without its mark. Say --encoding utf-16le or utf-16be',
  otherEncoding: (encoding: Shown) => `is not ${encoding}. Save the file as "CSV UTF-8"`,
  tooLong: (max: Shown) => `is longer than ${max} characters`,
  controlCharacters: 'has control characters',
  damagedCharacter: 'has a character that was damaged in an earlier conversion',
  spreadsheetError: 'is a spreadsheet’s error: correct the cell, and save again',
  useTextFormat: 'give the column a text format, enter the number again, and save',
  shortenedText: (format: Shown) =>
    `was shortened to an exponent by a spreadsheet, and its last digits are lost: ${format}`,
  otherThousands: 'uses a different thousands separator from the rest of the file: write all numbers alike',
  priceTooFine: (digits: Shown) => `has more than ${digits} digits behind the decimal sign; prices are not rounded`,
  tooLarge: 'is larger than MarginIQ counts',
  quantityTooFine: 'has more than 3 digits behind the decimal sign',
  noQuantity: 'is no quantity: leave the line out',
  aboveMost: (max: Shown) => `is larger than ${max}`,
  discountTooFine: 'is finer than 0.01 %; discounts are not rounded',
  discountOutOfRange: (written: Shown) => `is not between -100 and 100 %: it is read as ${written}`,
  noYesOrNo: 'is not yes or no',
  isNoneOf: (allowed: Shown) => `is none of ${allowed}`,
  decimal: (decimal: Shown) => `decimal ${decimal}`,
  thousands: (thousands: Shown) => `thousands ${thousands}`,
  discountsInPercent: 'discounts in percent',
  discountsAsShares: 'discounts as shares',
  newBesideSimilarKey: (key: Shown) =>
    `is new, and "${key}" is here: a spreadsheet drops leading zeros. Correct it, or say --keys as-written if there are both`,
  spelledHere: (key: Shown) => `is spelled "${key}" here; that spelling is kept`,
  oneMoreRow: (last: Shown) => `; 1 more row has it, in line ${last}`,
  moreRows: (more: Shown, last: Shown) => `; ${more} more rows have it, the last one in line ${last}`,
  similarKey: (similar: Shown) => `, but "${similar}" is: a spreadsheet drops leading zeros`,
  unknownKey: (what: Shown, hint: Shown, missing: Shown) => `is not a ${what} of this company${hint}${missing}`,
  decimalInLine: (text: Shown, line: Shown, one: Shown) => `"${text}" in line ${line} has a decimal ${one}`,
  differentDecimals: (other: Shown, before: Shown) =>
    `has a decimal ${other}, and ${before}. Write all numbers of the file alike, or say --decimal`,
  soCanOthers: (unclear: Shown) => ` (so can ${unclear} more)`,
  ambiguousNumber: (asThousands: Shown, asFraction: Shown, others: Shown) =>
    `can be ${asThousands} or ${asFraction}${others}, and no number of the file tells which`,
  sayDecimal: (readings: Shown) => `${readings}. Say --decimal point or --decimal comma`,
  noNumberHere: 'is not a number here: write it with decimal digits',
  shortenedNumber:
    'was shortened to an exponent by a spreadsheet: give the column a number format with all digits, and save again',
  hasCurrency: 'has a currency in it: leave the number alone',
  noNumber: (example: Shown) => `is not a number: write it as ${example}`,
  twoDiscountColumns: (second: Shown) => `is beside ${second}: leave one column of discounts`,
  ambiguousDiscount: 'can be a share or a percentage. Say --discounts share or --discounts percent',
  sameRow: (line: Shown) => `is the same row as line ${line}; counted once`,
  whereSpelled: (spelled: Shown) => `, where it is spelled "${spelled}"`,
  repeatsLine: (line: Shown, as: Shown) => `repeats line ${line}${as}`,
  differsInZeros: (other: Shown, line: Shown) =>
    `differs from "${other}" in line ${line} in leading zeros alone, which spreadsheets drop`,
  correctKeys: (reason: Shown) => `${reason}. Correct one of them, or say --keys as-written`,
  sameLine: (first: Shown) => `is the same as line ${first}; both are counted`,
  missingOfNewKey: (key: Shown, what: Shown) => `is missing: ${key} is a new ${what}`,
  asMoreRows: (rows: Shown) => `, as ${rows} more rows are`,
  newWithoutColumn: (what: Shown, more: Shown, column: Shown) =>
    `is a new ${what}${more}: the file needs the column ${column}`,
  otherWidth: (count: Shown, named: Shown) => `has ${count} fields where the header has ${named}`,
  brokenRow: (has: Shown) =>
    `${has}, and so has its neighbour: a line end without quotes may have broken one row into two`,
  needsQuotes: (has: Shown) => `${has}: a text or number with the separator in it needs quotes`,
  noCategory: 'is not in the file of categories',
} as const;
