"""Isolation forests, plain and extended: declarations, trees, engines, builder, models."""
