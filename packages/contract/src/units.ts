import { QUANTITY_DIGITS } from './quantity.ts';

/** Units that are measured and not counted, in small letters and NFKC: "m²" is "m2" there. */
const MEASURES = {
  mass: `
    mg g gr gram grams gramm gramme grammes grama gramas kg kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes
    quilo quilos quilograma quilogramas t to ton tons tonne tonnes tonnen tonelada toneladas lb lbs pound pounds oz ounce ounces cwt`,
  length: `
    mm cm dm m km lm lfm lfdm rm millimeter millimetre millimeters millimetres zentimeter centimeter centimetre centimeters
    centimetres meter meters metre metres metro metros mètre mètres kilometer kilometre kilometers kilometres in inch inches
    ft foot feet yd yard yards`,
  area: 'mm2 cm2 dm2 m2 km2 qm sqm ha hectare hectares hektar ft2 sqft in2 yd2 sqyd quadratmeter',
  volume: `
    mm3 cm3 ccm dm3 m3 cbm ml cl dl l lt ltr hl liter liters litre litres litro litros milliliter millilitre hektoliter hectolitre
    gal gallon gallons floz pt pint pints qt quart quarts ft3 cuft yd3 kubikmeter`,
  time: `
    min mins minute minutes minuten minuto minutos h hr hrs hour hours std stunde stunden hora horas heure heures day days tag tage
    tagen dia dias jour jours week weeks woche wochen semana semanas month months monat monate mês meses mois`,
} as const;

const DIVISIBLE: ReadonlySet<string> = new Set(
  Object.values(MEASURES).flatMap((units) => units.trim().normalize('NFKC').split(/\s+/)),
);

const normal = (unit: string): string => unit.normalize('NFKC').toLowerCase();

/**
 * A unit normalised for looking up a measure: "Sq. ft" is "sqft". A unit of several words is a measure only if together they are one; "12
 * oz bottles" is not.
 */
const folded = (unit: string): string => normal(unit).replace(/[.\s]/g, '');

/** What separates two digits makes another number of them, and stays: "2.5 kg bag" is not "25 kg bag". */
const comparable = (unit: string): string =>
  normal(unit).replace(/[.\s]+/g, (between, at: number, whole: string) => {
    const separates = /\p{Nd}$/u.test(whole.slice(0, at)) && /^\p{Nd}/u.test(whole.slice(at + between.length));
    if (!separates) return '';
    return between.includes('.') ? '.' : ' ';
  });

/** Whether a product of this unit is sold in parts, as 2.5 kg; everything that is not a measure is counted whole. */
export const isDivisible = (unit: string): boolean => DIVISIBLE.has(folded(unit));

/** Whether both are the same unit, however it is spelled; "kg" and "kilogram" are two. An empty one is like no other. */
export const isSameUnit = (a: string, b: string): boolean => comparable(a) !== '' && comparable(a) === comparable(b);

/**
 * Whether a quantity entered in one unit is valid in the current one, so that it and its prices mean the same. If no unit was
 * named, as by earlier programs, no difference is known.
 */
export const isStillSoldBy = (asked: string | null | undefined, now: string): boolean =>
  typeof asked !== 'string' || asked === now || isSameUnit(asked, now);

/** How many decimals a quantity of this unit may have. */
export const quantityDigitsOf = (unit: string): 0 | typeof QUANTITY_DIGITS => (isDivisible(unit) ? QUANTITY_DIGITS : 0);

/** Whether so much of a product of this unit can be sold. */
export const isSoldAs = (quantity: number, unit: string): boolean => Number.isInteger(quantity) || isDivisible(unit);

/** The text after a quantity in this unit: "2.5 kg". Null for what is counted: "3", not "3 24 - 12 oz bottles". */
export const measureOf = (unit: string | null | undefined): string | null =>
  isDivisible(unit ?? '') ? (unit ?? '').trim() : null;
