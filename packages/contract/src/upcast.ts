/** What another program wrote, before anything is known of it but its version. */
export type Written = Readonly<Record<string, unknown>>;

/** Makes a form of the next version out of one version's. Changes nothing of what it is given. */
export type Upcaster = (written: Written) => Written;

/** The version that a list of upcasters leads to: the first one reads version 1. */
export const versionAfter = (upcasters: readonly Upcaster[]): number => upcasters.length + 1;

/**
 * Converts what a program of an earlier version wrote to this version's form. What a later version wrote is unchanged: the
 * reader decides whether it is valid.
 * @param version absent in what was written before versions existed, which is the first
 */
export function upcast(
  written: Written,
  { version, upcasters }: { version: number | null | undefined; upcasters: readonly Upcaster[] },
): Written {
  return upcasters.slice((version ?? 1) - 1).reduce((form, next) => next(form), written);
}

/**
 * The same for what came from elsewhere and was not checked: null if an upcaster fails on it, because it is not of the version that
 * it names.
 */
export function upcastUnchecked(...given: Parameters<typeof upcast>): Written | null {
  try {
    return upcast(...given);
  } catch {
    return null;
  }
}
