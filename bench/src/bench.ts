/** The inputs of a measurement. */
export interface BenchWorld {
  mongoUri: string;
  chromium: string | null;
  runs: number;
  /** How many rows are imported; null: as many as the bench is for. */
  rows: number | null;
  log: (line: string) => void;
}

export type Figures = Record<string, number>;
export type Measure = (world: BenchWorld) => Promise<Figures>;
