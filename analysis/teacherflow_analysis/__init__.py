"""Analyses of stored results: comparisons, figures, briefs. They never run the simulator.

Import from the modules (``from teacherflow_analysis.compare import compare``): this file imports
nothing, so that the command line answers at once.
"""
