"""Frames: columns and their types, import, construction, exchange with other libraries, verbs."""
