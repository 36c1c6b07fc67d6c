"""``python -m teacherflow``: the command that is installed under the package's name.

The simulator does not know who wrote its command line; the installation does.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

if __name__ == "__main__":
    (command,) = entry_points(group="console_scripts", name="teacherflow")
    sys.exit(command.load()())
