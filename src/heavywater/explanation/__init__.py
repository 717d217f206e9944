"""Explanations of models: checked arguments in, tables and figures out.

The calculations are in `heavywater.core.explanation`, and those that only one algorithm can do in
its own package.
"""
