"""The tables of a study: what they hold (`schema`) and how a run fills them (`recorder`)."""
