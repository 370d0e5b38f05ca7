"""Collects pre-paid group orders per centre and keeps the households' money."""
