"""M33 教研员挂职偏远校副校长: teachers of remote schools gain, nobody else does."""

from __future__ import annotations

import numpy as np
import pytest

from leading import columns_of, led
from teacherflow.county import County
from teacherflow.policies.reserve import AttachedResearchers

KM = 18.0


def gains(fork: County, share: float, rate: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """Return the gain of everybody in service in one year, and who serves at a remote school."""
    policy = AttachedResearchers(km_least=KM, share=share, rate=rate)
    with_it, without = led(fork, policy).state, led(fork).state
    t, s = with_it.teachers, with_it.sections
    on_duty = t.alive & (t.duty >= 0)
    return (t.coaching - without.teachers.coaching)[on_duty], s.seat_km[t.duty[on_duty]] >= KM


def test_only_remote_schools_gain(fork: County) -> None:
    gain, remote = gains(fork, share=1.0)
    assert remote.sum() > 50
    assert np.all(gain[~remote] == 0)
    assert np.all(gain[remote] <= 0.01 + 1e-12)  # less where the stock is full
    assert (gain[remote] > 0.005).mean() > 0.5


def test_the_share_is_the_dose(fork: County) -> None:
    reached = [(gains(fork, share)[0] > 0).sum() for share in (0.1, 0.3, 0.9)]
    assert 0 < reached[0] < reached[1] < reached[2]
    remote = gains(fork, 1.0)[1].sum()
    assert reached[1] == pytest.approx(0.3 * remote, abs=4 * (0.21 * remote) ** 0.5)


@pytest.mark.parametrize("nothing", [{"share": 0.0}, {"rate": 0.0}])
def test_nothing_changes_nothing(fork: County, nothing: dict[str, float]) -> None:
    none = led(fork, AttachedResearchers(**nothing))
    assert columns_of(none.state) == columns_of(led(fork).state)
