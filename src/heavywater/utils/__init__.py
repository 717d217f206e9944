"""Helpers that scripts written for H2O-3 import from ``h2o.utils``."""
