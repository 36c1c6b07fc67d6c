"""The phases of the school year: a module for each, and beside them the modules of their steps.

Where a rule stands (`calendar` tells what each phase settles, and who decides)::

    enrol: layout, needs, openings, closures, pairing
    leave: budgets, returns, breach
    establish: grants, reallotment
    promote: honours, prerequisite, level_posts, review, floor, queueing
    appoint: appointment
    transfer: leader_moves, stages, reassign, search, channels, seats, looking
    recruit: listing, routing, asking, turns, lists, candidates, newcomers, choosing, homes
    recruit: entrants, contract, entering
    exchange: seeking, eligibility, forms, feedback, present, hosts, naming, placing, trading
    exchange: watching, attaching, housing
    teach: leaders, researchers, itinerant, class_heads, coaching, appraisal, backbone, reserve
    audit: outlays, pressure, supervision, receipts
    several: seen, telling

Forms of exchange that move the post choose in phase transfer, by the same modules. What `entering`,
`looking`, `queueing`, `receipts`, `telling` and `watching` hold is told by a trace and decides
nothing.
"""
