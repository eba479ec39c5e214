import type { World } from '../world/world.ts';

/** The violations, one line each; none if the law holds. */
export type Law = (world: World) => Promise<string[]>;

/** A failed assertion's message, as one line. */
export async function said(what: string, assertion: Promise<void>): Promise<string[]> {
  try {
    await assertion;
    return [];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [`${what}: ${text.slice(0, 1_500)}`];
  }
}

/** The first few of many, so that a failure is readable. */
export function few(lines: readonly string[], most = 12): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `... and ${lines.length - most} more`];
}
