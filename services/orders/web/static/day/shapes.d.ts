/** What the pages of the day keep and say; the API's own words where they are its. */

import type { Unit } from "../table/shapes.js";

export interface Container {
  container: string;
  name: string;
  deposit_cents: number;
}

export interface Product {
  product: string;
  name: string;
  unit: Unit;
  final_price_cents: number;
}

export interface Uncollected {
  order_id: string;
  household_number: string;
  product: string;
  left: number;
}

/** What may be sold, and when the server said so. */
export interface ForSale {
  products: Product[];
  uncollected: Uncollected[];
  at: number | null;
}

/** What is sold, and how it is paid. */
export interface Sale {
  cycle: string;
  centre: string;
  product: string;
  quantity: number;
  order_id: string | null;
  means: string | undefined;
  paid_cents: number;
  amount_cents: number;
}

export interface SaleAnswer {
  sale_id: string;
  cycle: string;
  centre: string;
  household_id: string;
  household_number: string;
  product: string;
  quantity: number;
  final_price_cents: number;
  amount_cents: number;
  paid_cents: number;
  order_id: string | null;
  at: string;
  withdrawn_at: string | null;
  withdrawn_because: string | null;
}

/** A sale that the server answered, and when. */
export interface SentSale extends SaleAnswer {
  heard: number;
}

/** Containers brought back or taken along, cash handed out or money taken in, goods sold. */
export type Kind = "back" | "out" | "given" | "paid" | "sold";

/** What a page shows of a step of a note, and needs to know of it; nobody's name. */
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

/** What became of a note: the server has it, it is kept on this device, or nothing stays of it and why. */
export type Outcome = { how: "sent" } | { how: "kept" } | { how: "refused"; sentence: string; step: Kind | null };
