"""Which policy of a package brings what."""
