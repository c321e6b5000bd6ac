"""The doors: settings, the web service with its pages, and the command line.

May import all rooms.
Start at app.py and cli.py.
"""
