"""M27 片区轮岗: moves stay inside the cluster and near by."""

from __future__ import annotations

from math import hypot

from mechanisms.forms_runs import lived, sent
from teacherflow.county import County
from teacherflow.policies.scoped_forms import ClusterRotation


def test_moves_stay_inside_the_cluster_and_the_distance(fork: County) -> None:
    numbers = []
    for km_most in (6.0, 25.0):
        policy = ClusterRotation(share=0.3, after_years=3, km_most=km_most)
        county = lived(fork, {"p": policy}, years=2)
        s, moves = county.state.sections, sent(county, "cluster_rotation")
        for m in moves:
            home, host = m["from_section"], m["to_section"]
            assert s.cluster[home] == s.cluster[host]
            assert s.stage[home] == s.stage[host]
            road = 1.3 * hypot(s.x[home] - s.x[host], s.y[home] - s.y[host])
            assert road <= km_most + 1e-6
        numbers.append(len(moves))
    assert 0 < numbers[0] < numbers[1]
