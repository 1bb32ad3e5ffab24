"""A gateway between LiveView JSON profile 1 and the vendor's Python package ``activelogic``."""
