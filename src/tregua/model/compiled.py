"""How the model's functions are compiled: one decorator, so that all agree.

A decorated function stays a plain Python function, to be called, tested and read as such; called from compiled code it is
compiled. Nothing outside can call the compiled form, so it has no doors for Python or C, which cost more to compile than most of
what is behind them. Division by zero gives inf or nan, as in NumPy: a division that can meet a zero is guarded where it stands.
"""

from numba.extending import register_jitable

njit = register_jitable(error_model="numpy", no_cfunc_wrapper=True)
