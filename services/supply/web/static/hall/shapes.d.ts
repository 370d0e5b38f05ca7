/** What the API says of hand-overs, and what this device makes of it. */

export type Unit = "kg" | "l" | "piece";
export type State = "collected" | "left_with_neighbour" | "absent" | "released";

export interface Line {
  product: string;
  name: string;
  unit: Unit;
  ordered: number;
  granted: number;
  grams: number;
  final_price_cents: number | null;
  lacks: string | null;
  handed: number | null;
}

export interface Order {
  order_id: string;
  household: string;
  label: string;
  version: number;
  state: State | null;
  neighbour: string | null;
  remark: string;
  collected_at: string | null;
  lines: Line[];
}

/** An order as it is seen on this device: with what waits to be sent; what was refused stands beside what is noted, as does a remark that is typed and not noted yet. */
export interface Seen extends Order {
  waits: boolean;
  draft: string | null;
  refused: { sentence: string; state: State; neighbour: string | null } | null;
}

export interface Note {
  base_version: number | null;
  state: "collected" | "left_with_neighbour" | "absent";
  neighbour: string | null;
  remark: string;
  lines: { product: string; handed: number }[];
}

export interface Here {
  cycle: string;
  centre: string;
  signIn: string;
}

export type Filter = "coming" | "came" | "absent" | "all";
