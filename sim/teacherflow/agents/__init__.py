"""Agents: what each knows, and what each decides, written once for one agent.

Mesa agents are `teacher`, `school` and `bureau`, views of the rows of a `table`. Decisions stand
beside them, by who takes them; kernels of the phases loop over them::

    teacher: leaving, departure, pension, mobility, entrant, worth, teaching
    school: selection, sending
    bureau: hiring, posts, leading
    several: appointing, titles

`leaving` is the chance of one person to go before retirement; `departure` asks it of everybody and
fits its intercepts to a county.
"""
