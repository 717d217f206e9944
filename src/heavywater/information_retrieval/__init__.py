"""Weights of words in texts."""

from __future__ import annotations

from heavywater.information_retrieval.tf_idf import tf_idf

__all__ = ["tf_idf"]
