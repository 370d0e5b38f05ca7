/** An invitation on a slip, as it is once its code is known. */
import { at } from "../../../../../shared/web/static/elements.js";
import { showSlip } from "../inviting.js";

showSlip(at("slip"), `${location.origin}/invitation`, "…");
