"""Value objects that both services compute with: money, quantities, prices, ids, the clock."""
