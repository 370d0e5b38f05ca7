/** What the page of deposits keeps and says. */

export interface Container {
  container: string;
  name: string;
  deposit_cents: number;
}

/** Containers brought back or taken along, cash handed out or money taken in. */
export type Kind = "back" | "out" | "given" | "paid";

/** What the page shows of a step of a note, and needs to know of it; nobody's name. */
export interface Step {
  kind: Kind;
  household: string;
  /** Its member number. */
  number: string;
  /** How many of what, or the money. */
  what: string;
  means?: string;
  credit_change_cents: number;
  centre?: string;
  /** It was done with the household: what is sent later says what happened, and asks for nothing. */
  served?: boolean;
  note?: string;
}

/** What became of a note: the server has it, it is kept on this device, or it was refused and nothing stays of it. */
export type Outcome = { how: "sent" } | { how: "kept" } | { how: "refused"; sentence: string; step: Kind };
