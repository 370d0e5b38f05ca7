"""The pure rules of a cycle: ladders, stock, plan, invoice, allocation, settlement. No I/O, no clock."""
