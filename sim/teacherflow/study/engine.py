"""DuckDB, imported where the processor can run it: everything here takes it from this module."""

from teacherflow.study import processor

processor.check()

import duckdb as duckdb  # noqa: E402 - on some processors the import is the end of the process
