/** What the order table works with; the API's own words. Prices and amounts are whole cents, quantities base units. */

export type Unit = "kg" | "l" | "piece";
export type Basis = "quantity" | "households" | "participants";

export interface Product {
  product: string;
  name: string;
  category: string;
  /** Of its family; kept before that was told, it is not there. */
  pictogram?: string;
  unit: Unit;
  step: number;
  ceiling_price_cents: number;
  organic: boolean;
  local: boolean;
  on_sale: boolean;
  basis: Basis;
}

export interface NextRung {
  starts_at: number;
  missing: number;
  about_price_cents: number;
}

export interface Progress {
  product: string;
  so_far: number;
  stock_first: number;
  counted: number;
  about_price_cents: number | null;
  next_rung: NextRung | null;
  /** Base units there are at most, as suppliers say; null: as many as wanted. Kept before that was told, it is not there. */
  at_most?: number | null;
}

export interface Household {
  id: string;
  number: string;
  centre: string;
  label: string;
  size: number;
  language: string;
  credit_cents: number;
  membership_due: boolean;
  closed_at: string | null;
}

/** What the network asks of its members each year, and what becomes of an order of one that it is due of. */
export interface Membership {
  fees_cents: number[];
  needed: "no" | "warn" | "refuse";
}

export interface Line {
  product: string;
  quantity: number;
}

export interface LastOrder {
  household_id: string;
  order_id: string;
  cycle: string;
  version: number;
  state: string;
  total_cents: number;
  held_cents: number;
  lines: LastLine[];
}

/** A line with its product as it was sold then; of what was ordered on this device, or kept before that was told, it is not there. */
export interface LastLine extends Line {
  name?: string | null;
  unit?: Unit | null;
}

/** What a household wants in every cycle, its products as they were sold when it was kept; none: it was given up. */
export interface RecurringOrder {
  household_id: string;
  recurring_order_id: string;
  kept_at: string;
  lines: RecurringLine[];
}

export interface RecurringLine {
  product: string;
  name: string;
  unit: Unit;
  quantity: number;
}

export interface WaitingOrder {
  order_id: string;
  household_id: string;
  household_number: string;
  label: string;
  total_cents: number;
  missing_cents: number;
}

/** Where and when a centre's households fetch; local times of the network. */
export interface Cycle {
  cycle: string;
  name: string;
  state: string;
  closes: string | null;
  distribution: string | null;
  place: string;
  starts: string | null;
  ends: string | null;
  open: boolean;
}

export type Means = "cash" | "cheque" | "card" | "transfer" | "credit";

export interface Payment {
  id: string;
  means: Means;
  amount_cents: number;
}

export interface ReceiptLine {
  /** Its code; of what is no product there is none. */
  product?: string;
  name: string;
  quantity: number;
  unit: Unit;
  cents: number;
}

export interface PaidOrder {
  id: string;
  /** Absent in what was kept before its credit was counted. */
  household_id?: string;
  who: string;
  missing_cents: number;
  total_cents: number;
  own_cents: number;
  lines: ReceiptLine[];
  qr: string | null;
}

/** What a receipt says, kept with the item so that it can be shown again. */
export interface About {
  number: string;
  label: string;
  total_cents: number;
  own_cents: number;
  held_cents: number;
  paid: Payment[];
  credit_change_cents: number;
  lines: ReceiptLine[];
  fetch: Pick<Cycle, "place" | "starts" | "ends" | "distribution">;
  qr: string | null;
  with_payment: boolean;
  /** What its household reads; a receipt that was kept before households had a language has none. */
  language?: string;
  /** From which day on its household pays the ordinary price again, as far as that was told. */
  ordinary_from?: string | null;
  /** Of a payment: the orders that it pays, what each is made of as far as that was known here, and its code. */
  orders?: PaidOrder[];
  /** The household was there before: only its language is changed. */
  known?: boolean;
  /** Of an order that was cancelled here: what is given back from the till, and what stays on the account. */
  cancelled?: { back: Payment[]; kept_cents: number; change_only: boolean };
}

export type Kind = "household" | "order" | "payment" | "cancellation" | "recurring" | "membership";
export type ItemState = "waiting" | "refused" | "sent" | "seen" | "withdrawn";

/** What this device has to say to the server. Its place in the queue is a number of our own: no clock decides. */
export interface Item {
  sequence?: number;
  id: string;
  kind: Kind;
  centre: string;
  household_id: string;
  body: Record<string, unknown>;
  about: About;
  state: ItemState;
  /** False until it is on its way to the server for the first time: only then nobody else can know of it. */
  tried: boolean;
  /** New whenever it is changed here: another tab's change is not overwritten. */
  stamp: string;
  /** It builds on what is answered to the item before about the same order. */
  follows?: boolean;
  /** Of a recurring order: what is kept. */
  recurring?: RecurringOrder;
  made_at: number;
  answer: Answer | null;
}

export interface Answer {
  status: number;
  sentence: string;
  code: string;
  order_state: string;
  unbooked: string[];
  booked: string[];
  /** What the network says of an order whose household's yearly fee is due; absent in what was answered before it said so. */
  fee_due?: Membership["needed"];
  body: any;
}

/** How a paper form says that it was paid. */
export type PaperMeans = "cash" | "cheque" | "card" | "account" | "later";

/** An order form that was filled by pen, keyed in; its ids were made then. */
export interface PaperForm {
  id: string;
  /** In which it was keyed; absent in those that were put aside before it was kept. */
  cycle?: string;
  payment_id: string;
  household_id: string;
  number: string;
  label: string;
  /** Base units by product. */
  lines: [string, number][];
  /** As written on the paper. */
  total_cents: number;
  /** What its lines come to. */
  sum_cents: number;
  means: PaperMeans;
}

export interface Stock {
  id: string;
  svg: string;
}
