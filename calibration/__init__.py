"""How the few fitted coefficients were fitted: targets, runs, objective, results.

Not part of the installed package: the model reads its defaults from ``teacherflow.parameters``.
``python -m calibration.fit`` repeats the fit and writes ``results.json`` and ``docs/calibration.md``.
"""
