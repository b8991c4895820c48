"""The experiments in configs/, a module for each source; scripts/make_configs.py writes them."""
