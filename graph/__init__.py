"""What exists: entries, statements, requirements, the catalogue, snapshots and stores.

May import nothing of ours.
Start at entries.py, then catalogue.py and snapshot.py.
"""
