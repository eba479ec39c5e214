import { calm } from './00-calm.ts';
import type { Scenario } from './scenario.ts';

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [calm];

/** Those of the short run: the quickest that between them touch every law. */
export const SHORT: readonly string[] = ['00-calm'];
