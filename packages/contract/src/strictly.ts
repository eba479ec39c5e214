import { z } from 'zod';
import { takesLater } from './open-enum.ts';

const inner = <S extends z.core.$ZodType>(schema: S): S => strictly(schema as unknown as z.ZodType) as unknown as S;

const WITHOUT_PARTS: ReadonlySet<string> = new Set([
  ...['string', 'number', 'boolean', 'bigint', 'date', 'null', 'undefined'],
  ...['literal', 'enum', 'any', 'unknown', 'never', 'transform', 'custom'],
]);

/**
 * The schema as a writer is held to it: with the values of enums that this version knows, and no others. What one program writes
 * another reads, so readers are open to more (`openEnum`).
 */
export function strictly<S extends z.ZodType>(schema: S): S {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  const cloned = (parts: object) => z.core.clone(schema, { ...def, ...parts } as never);
  switch (def.type) {
    case 'object': {
      const shape = Object.entries(def.shape).map(([name, field]) => [name, inner(field)]);
      return cloned({ shape: Object.fromEntries(shape) });
    }
    case 'array':
      return cloned({ element: inner(def.element) });
    case 'union':
      return cloned({ options: def.options.filter((option) => !takesLater(option)).map(inner) });
    case 'record':
      return cloned({ valueType: inner(def.valueType) });
    case 'nullable':
    case 'optional':
    case 'catch':
    case 'default':
    case 'readonly':
      return cloned({ innerType: inner(def.innerType) });
    case 'pipe':
      return cloned({ in: inner(def.in), out: inner(def.out) });
    default:
      // A composed schema may contain an open enum.
      if (!WITHOUT_PARTS.has(def.type)) throw new Error(`strictly does not know how to go into "${def.type}"`);
      return schema;
  }
}
