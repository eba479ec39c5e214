/**
 * Of everything that crosses the wire, as `protocol-version.test.ts` computes it. A program that finds another one beside what
 * stands on its disk reads that again.
 */
export const CONTRACT_DIGEST = '4421528f37baa2b2221d74f011f6e2e9';
