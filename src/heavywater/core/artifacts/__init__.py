"""Model files: plain data in a ZIP archive, never code.

A file is an uncompressed ZIP archive of

- ``heavywater.json``: that it is such a file, its protocol, what it holds, who wrote it;
- ``content.json``: the object, field by field;
- ``arrays/*.npy``: its arrays, in NumPy's format without pickles;

and ends with a checksum of everything before. Reading builds only the classes that are listed
(`stored.Stored`), checks every field against its declared type, and every size and index that
later code relies on.
"""
