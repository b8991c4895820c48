"""Stands in for the vendor's package spinnaker2 (py-spinnaker2 0.8) in tests.

This is our reading of its public API: the signatures that its examples use, and errors where they say
that something is not allowed. It is not the package, and not the board: what passes here may still be
refused there.
"""
