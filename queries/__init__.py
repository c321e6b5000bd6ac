"""What can be asked: verdicts, gaps, routes, next steps, the ladder, findings, search, wording.

May import graph.
Start at ask.py; what an answer means is docs/semantics.md.
"""
