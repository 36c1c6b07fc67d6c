"""How a county stands before the official lines of balance, and which schools hold it back."""
