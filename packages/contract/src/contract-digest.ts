/**
 * Of everything that crosses the wire, as `protocol-version.test.ts` computes it. A program that finds another one beside what
 * stands on its disk reads that again.
 */
export const CONTRACT_DIGEST = '885df10e665c529938fd315c52acb51a';
