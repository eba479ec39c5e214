/** What a measurement is given. */
export interface BenchWorld {
  mongoUri: string;
  chromium: string | null;
  runs: number;
  log: (line: string) => void;
}

export type Figures = Record<string, number>;
export type Measure = (world: BenchWorld) => Promise<Figures>;
