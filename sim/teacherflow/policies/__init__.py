"""Policies: parameters with sources, turned into claims. One family a file."""
