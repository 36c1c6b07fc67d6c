"""What policies cost, who pays, and what the money buys."""
