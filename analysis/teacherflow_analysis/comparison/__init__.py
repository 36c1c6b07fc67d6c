"""The central question: what other rules change, for whom, and how sure that is."""
