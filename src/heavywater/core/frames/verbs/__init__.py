"""What can be done with a frame: one function per operation.

Every verb takes `FrameData` and plain values and returns `FrameData` or a plain value; none
changes its argument, prints or knows of H2O's classes. `heavywater.H2OFrame` calls them, and so
does anything else that speaks for a frame.
"""
