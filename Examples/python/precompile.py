"""Compiles every module that the program imports into the directory $PYTHONPYCACHEPREFIX: python3 precompile.py.

The files are found by the contents of the module's source, not by its time: the times of a distroless image are others.
"""

import importlib.util
import py_compile
import sys

import serve  # noqa: F401, what is wanted is what it imports

for module in list(sys.modules.values()):
    source = getattr(module, "__file__", None)
    if source and source.endswith(".py"):
        py_compile.compile(
            source,
            cfile=importlib.util.cache_from_source(source),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
        )
