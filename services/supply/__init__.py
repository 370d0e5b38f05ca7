"""Buys what was ordered, settles final prices, prepares distribution."""
