"""How answers look: pictures from results, each with the same facts as text beside it.

May import graph, and of queries the result types and the words. `svg.py` makes safe markup,
`styles.py` says how each state looks, `grid.py`, `lines.py` and `sheet.py` lay out a map;
start at `career_map.py`, `route_map.py`, `route_steps.py`, `tree.py` or `ladder.py`.
"""
