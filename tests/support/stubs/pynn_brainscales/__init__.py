"""Stands in for the vendor's package pynn_brainscales in tests.

This is our reading of its public API: signatures that its sources and examples use, and the errors that they
raise. It is not the package, and not the chip: what passes here may still be refused there.
"""
