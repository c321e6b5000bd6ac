"""How answers look: pictures from results.

May import graph, and of queries the result types and the wording.
Empty until the first pictures; start here then.
"""
