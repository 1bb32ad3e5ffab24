"""
A second stand-in for the vendor's package, written from the vendor's page alone. There is nothing behind it: it makes
its updates up. What the page leaves open is drawn at random, see liveview.py.
"""
