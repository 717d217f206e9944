"""What LLVM can be told that Numba has no option for.

Two hints are called as the first statement of a compiled function and cost nothing at run time.
`wide_vectors` asks for 512-bit vectors where the processor has them: LLVM prefers 256 bits on
server processors, which costs the ADADELTA update a quarter of its speed. `no_alias` promises
that the arrays handed to the function do not overlap: without it LLVM checks every pair at
run time, and gives up vectorising from five arrays on.

`fused` is a product and a sum with one rounding. Of ``a * b + c * d`` LLVM fuses either product
with the sum, and chooses anew wherever a function is compiled: in the process that compiles it
otherwise than in those that find it in Numba's cache. Where a rule of learning has such a sum,
the choice is written down, so that a seed gives the same bits in both.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic

__all__ = ["fused", "no_alias", "wide_vectors"]

#: Position of the data pointer among the parts of an array argument, in Numba's naming.
_DATA_POINTER = ".4"


@intrinsic
def wide_vectors(_context: Any) -> Any:
    """Prefer 512-bit vectors in the calling function."""

    def codegen(context: Any, builder: Any, _signature: Any, _args: Any) -> Any:
        # llvmlite's own add() knows a fixed list of attributes; LLVM takes any text.
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def no_alias(_context: Any) -> Any:
    """Promise that the calling function's array arguments do not overlap."""

    def codegen(context: Any, builder: Any, _signature: Any, _args: Any) -> Any:
        for argument in builder.function.args:
            if argument.name.startswith("arg.") and argument.name.endswith(_DATA_POINTER):
                argument.add_attribute("noalias")
        builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.void(), codegen


@intrinsic
def fused(_context: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c of numbers of one type, rounded once."""

    def codegen(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return a(a, b, c), codegen
