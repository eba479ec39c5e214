/** What a text shows: a number, or text that is data or has words of its own. */
export type Shown = string | number | bigint;
