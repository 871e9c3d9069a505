"""How fast is it? What `tregua bench` measures, each figure beside its workload in words.

A reduced model that peers can express too, as compiled code and in plain NumPy, and the full model.
"""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded
