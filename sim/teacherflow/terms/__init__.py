"""Terms: what policies may change, a module for each phase or matter, and the laws of merging.

`laws` says what a term, a claim and a law are, `catalogue` lists all terms with the phases that read
them, `who` says whom an item addresses.
"""
