"""How data come in: the YAML catalogue (the built-in one lies in catalogue/) and its schema.

May import graph.
Start at yaml_catalogue.py.
"""
