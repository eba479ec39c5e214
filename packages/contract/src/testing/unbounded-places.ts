import { z } from 'zod';

type Checks = readonly z.core.$ZodCheck<never>[] | undefined;

/** Formats of a fixed length, whatever their content. */
const FIXED = new Set(['uuid']);

function limits(checks: Checks): Set<string> {
  const names = new Set((checks ?? []).map((check) => (check._zod.def as { check: string }).check));
  if (names.has('length_equals')) names.add('max_length');
  return names;
}

function textPlaces(def: z.core.$ZodStringDef, place: string): string[] {
  const { format, precision } = def as { format?: string; precision?: number | null };
  const isFixed = FIXED.has(format ?? '') || (format === 'datetime' && typeof precision === 'number');
  return isFixed || limits(def.checks).has('max_length') ? [] : [`${place}: a text of any length`];
}

function numberPlaces(def: z.core.$ZodNumberDef, place: string): string[] {
  const found = limits(def.checks);
  return found.has('less_than') && found.has('greater_than') ? [] : [`${place}: a number of any size`];
}

/**
 * Every place of a schema that takes a text, a list, a record or a number of any size, or anything at all. What zod's own
 * number formats refuse does not count: a limit must be stated where somebody reads it.
 */
export function unboundedPlaces(schema: z.core.$ZodType, place: string): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = (one: z.core.$ZodType, at = place) => unboundedPlaces(one, at);
  switch (def.type) {
    case 'string':
      return textPlaces(def, place);
    case 'number':
      return numberPlaces(def, place);
    case 'array': {
      const own = limits(def.checks).has('max_length') ? [] : [`${place}: a list of any length`];
      return [...own, ...inner(def.element, `${place}[]`)];
    }
    case 'record': {
      const known = z.globalRegistry.get(schema)?.maxProperties;
      const own = typeof known === 'number' ? [] : [`${place}: a record of any size`];
      return [...own, ...inner(def.keyType, `${place}{key}`), ...inner(def.valueType, `${place}{}`)];
    }
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) => inner(field, `${place}.${name}`));
    case 'union':
      return def.options.flatMap((option) => inner(option));
    case 'intersection':
      return [...inner(def.left), ...inner(def.right)];
    case 'pipe':
      return [...inner(def.in), ...inner(def.out)];
    case 'nullable':
    case 'optional':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'nonoptional':
    case 'readonly':
      return inner(def.innerType);
    case 'enum':
    case 'literal':
    case 'boolean':
    case 'null':
    case 'undefined':
    case 'void':
    case 'never':
    case 'transform':
      return [];
    default:
      return [`${place}: ${def.type}`];
  }
}
