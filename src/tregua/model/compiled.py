"""How the model's functions are compiled: one decorator, so that all agree.

A decorated function stays a plain Python function, to be called, tested and read as such; called from compiled code it is
compiled. Nothing outside can call the compiled form, so it has no doors for Python or C, which cost more to compile than most of
what is behind them. Division by zero gives inf or nan, as in NumPy: a division that can meet a zero is guarded where it stands.

The model allocates nothing: its caller owns every array for the whole of a call. So references are not counted (`_nrt`, as in
Numba's own example of `register_jitable`). Counting took half of the time of a run, since each count is an atomic operation. A
function that allocates or returns a new array does not compile.
"""

from numba.extending import register_jitable

njit = register_jitable(error_model="numpy", no_cfunc_wrapper=True, _nrt=False)
