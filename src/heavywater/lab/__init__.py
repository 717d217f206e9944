"""The labs: the walkthrough as notebooks in JupyterLab, on this machine; ``heavywater lab``."""

from __future__ import annotations

from heavywater.lab.catalogue import LABS, Lab

__all__ = ["LABS", "Lab"]
