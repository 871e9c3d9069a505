"""How the model's functions are compiled: one decorator, so that all agree.

A decorated function stays a plain Python function, to be called, tested and read as such; called from
compiled code it is compiled. Nothing outside can call the compiled form, so it has no doors for Python or C,
which cost more to compile than most of what is behind them. Division by zero gives inf or nan, as in NumPy: a
division that can meet a zero is guarded where it stands.

The model allocates nothing: its caller owns every array for the whole of a call. So references are not
counted (`_nrt`, as in Numba's own example of `register_jitable`). Counting took half of the time of a run,
since each count is an atomic operation. A function that allocates or returns a new array does not compile.

A function that is called from one place is put in line there (`inlined`). A call is dear here: numba hands
over every field of every array, and that took a third of the time. What is called from many places and not on
every occasion is compiled once and called (`outlined`). Putting in line is left to LLVM: Numba's own
(``inline="always"``) gave wrong numbers when some of the functions had it and others did not.
"""

from numba.extending import register_jitable

_settings = {"error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
inlined = register_jitable(**_settings, forceinline=True)
outlined = register_jitable(**_settings)
