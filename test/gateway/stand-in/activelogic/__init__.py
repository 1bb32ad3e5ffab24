"""
A stand-in for the vendor's package, for tests: its public face is what the vendor's page documents, and no
more. Behind it there is a profile 1 system instead of an appliance, such as the simulator.

STAND_IN in the environment has the names of what is to be different from that, see liveview.py.
"""
