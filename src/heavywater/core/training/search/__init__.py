"""Searches for good parameters: which combinations are tried, in which order, and for how long."""
