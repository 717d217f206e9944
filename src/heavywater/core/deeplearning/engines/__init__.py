"""Engines: each takes a network and moves it along the gradient, row by row or in batches."""
