"""The route engine in integers: facts that may hold, steps that need and give them.

Knows nothing of posts or sources: `queries/compiling.py` says what a fact stands for.
"""
