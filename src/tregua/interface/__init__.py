"""Tregua from Python: places and scenarios by name or object, results that explain themselves.

What is here is reached as ``tregua.run``, ``tregua.compare`` and so on. Nothing is worked out here that the
command line does not work out in the same way, and every mistake is said in the same words.
"""
