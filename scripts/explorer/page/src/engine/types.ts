// What is asked of the engine and what it answers: sim/explorer/README.md.

export interface Fault {
  location: string;
  message: string;
  line: number;
  column: number;
  source: string;
  key: string;
}

export interface Failure {
  ok: false;
  errors: Fault[];
  untold: number;
}

export interface Config {
  config: string;
  file?: string;
  set?: string[];
  seed?: string;
  replicates?: number;
}

export interface KeyRow {
  key: string;
  kind: string;
  meaning: string;
  unit: string;
  words: string[];
  default: string;
  need: string;
  example: string;
}

export interface Schema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

export interface About {
  version: string;
  revision: string;
  compiler: string;
  flags: string;
  chunk: number;
  keys: KeyRow[];
  schema: Schema;
  starter: string;
}

export interface Value {
  key: string;
  value: unknown;
  text: string;
  given: boolean;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface Checked {
  warnings: Fault[];
  name: string;
  config_sha256: string;
  seed: string | number;
  replicates: number;
  resolved: string;
  words: string;
  arms: string[];
  looks: string[];
  hypotheses: string[];
  reviewed: boolean;
  readers: string[];
  scenarios: string[];
  values: Value[];
}

export interface SetAnswer {
  config: string;
  errors: Fault[];
  warnings: Fault[];
}

export type Maybe = number | null;

export interface SurvivalFigure {
  months: number[];
  arms: { name: string; survival: number[] }[];
  endpoint: string;
}

export interface CourseFigure {
  months: number[];
  participants: Maybe[];
  events: { name: string; expected: Maybe[] }[];
}

export interface LookFigure {
  name: string;
  months: Maybe;
  events: Maybe;
  efficacy_z: Maybe;
  efficacy_hr: Maybe;
  efficacy_p: Maybe;
  futility_z: Maybe;
  futility_hr: Maybe;
  harm_z: Maybe;
  cumulative_alpha: Maybe;
  cumulative_power: Maybe;
  reached: Maybe;
}

export interface Designed {
  report: unknown;
  text: string;
  csv: string;
  warnings: Fault[];
  figures: {
    survival: SurvivalFigure | null;
    course: CourseFigure | null;
    looks: LookFigure[];
    power: Maybe;
  };
}

export interface Share {
  estimate: number;
  mcse: number;
  ci95: [number, number];
}

export interface LookResult {
  name: string;
  reject: Share;
  cumulative_reject: Share;
  analysis_time: { q05: Maybe; median: Maybe; q95: Maybe };
  hazard_ratio: {
    lower: number[]; upper: number[]; count: number[];
    below: number; above: number;  // trials outside the bins
  };
}

export interface Merged {
  replicates: number;
  summary: string;
  sha256: string;
  csv: string;
  text: string;
  warnings: Fault[];
  power: Share;
  looks: LookResult[];
  hypotheses?: { name: string; power: Share; looks: LookResult[] }[];
}

export interface Piece {
  first: number;
  replicates: number;
}

export interface ComparedSide {
  power: Share;
  looks: { name: string; cumulative_reject: Share }[];
}

export interface Compared {
  replicates: number;
  a: ComparedSide;
  b: ComparedSide;
  difference: Share;
}

export interface TrialCurve {
  replicate: number;
  reader: string;
  arms: { name: string; months: number[]; survival: number[] }[];
}

export interface AtRisk {
  reader: string;
  months: number[];
  arms: { name: string; mean: number[] }[];
  any: number[];
}

export interface Simulated {
  curves: TrialCurve[];
  at_risk: AtRisk[];
}

export interface Listed {
  header: string[];
  rows: string[][];
  csv: string;
  report: unknown;
  text: string;
}

export interface Commands {
  command_line: string;
  r: string;
  python: string;
}

// Every request by its name: what it carries beside the name, what it answers.
export interface Requests {
  about: { request: object; answer: About };
  check: { request: Config; answer: Checked };
  values: { request: Config; answer: { values: Value[] } };
  set: { request: Config & { edit: string[] }; answer: SetAnswer };
  design: { request: Config; answer: Designed };
  power: {
    request: Config & { first_chunk: number; chunks: number };
    answer: Piece;
  };
  merge: { request: Config; answer: Merged };
  compare: {
    request: { a: Config; b: Config; first_chunk: number; chunks: number };
    answer: Piece;
  };
  compare_merge: { request: { a: Config; b: Config }; answer: Compared };
  simulate: {
    request: Config & { first: number; count: number; months?: number };
    answer: Simulated;
  };
  list: { request: Config & { rows?: number }; answer: Listed };
  commands: { request: Config; answer: Commands };
}

export type Do = keyof Requests;
export type Answer<D extends Do> = (Requests[D]["answer"] & { ok: true }) | Failure;

export interface Reply<D extends Do> {
  answer: Answer<D>;
  part: Uint8Array | null;
  memory: number;
}
