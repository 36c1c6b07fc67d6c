"""Dask over TLS: the bytes of a local run, and certificates that do not fit are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dask.config
import pytest
from distributed import Security

from study.cluster import Cluster, cluster
from study.fake import FAKE, FakeStudy, bytes_of
from teacherflow.study import dask_reach
from teacherflow.study.dask_executor import dask as dask_executor
from teacherflow.study.run import run_study
from teacherflow_analysis.cli import main

STUDY = FakeStudy(replications=12)


class Certificates:
    """One certificate that the scheduler, the workers and the driver share, made for the tests.

    Parameters
    ----------
    folder : Path
        Where the files stand.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        made = Security.temporary()
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.certificate.write_text(made.tls_ca_file)
        self.key.write_text(made.tls_client_key)

    def settings(self) -> dict[str, str]:
        """Return Dask's configuration: one pair for all, which is its own authority."""
        tls = {"ca-file": str(self.certificate)}
        for part in ("scheduler", "worker", "client"):
            tls |= {f"{part}.cert": str(self.certificate), f"{part}.key": str(self.key)}
        named = {f"distributed.comm.tls.{name}": value for name, value in tls.items()}
        return {"distributed.comm.require-encryption": "True", **named}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), certificates.settings()) as started:
        with dask.config.set(certificates.settings()):
            started.worker()
            started.worker()
        yield started


def test_a_scheduler_over_tls_gives_the_bytes_of_a_local_run(
    running: Cluster, certificates: Certificates, tmp_path: Path
) -> None:
    run_study(STUDY, tmp_path / "local", FAKE)
    with (
        dask.config.set(certificates.settings()),
        dask_executor(running.address, 2, print) as executor,
    ):
        run_study(STUDY, tmp_path / "tls", FAKE, executor=executor)
    assert running.address.startswith("tls://")
    assert bytes_of(tmp_path / "tls") == bytes_of(tmp_path / "local")


def refused(address: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return what a run at ``address`` says in English and in Chinese; it must leave nothing."""
    command = ["run", "demo", "--dask", address, "--out", str(folder / "out")]
    told = []
    for lang in ("en", "zh"):
        assert main([*command, "--lang", lang]) == 2
        told.append(capsys.readouterr().err)
        assert "Traceback" not in told[-1]
    assert not (folder / "out").exists()
    return told[0], told[1]


def test_missing_certificates_are_told(
    running: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    en, zh = refused(running.address, tmp_path, capsys)
    assert "ca-file is not set; client.cert is not set; client.key is not set" in en
    assert "ca-file 未设置；client.cert 未设置；client.key 未设置" in zh


def test_a_certificate_of_another_authority_is_told(
    running: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Certificates(tmp_path / "other")
    with dask.config.set(other.settings()):
        en, zh = refused(running.address, tmp_path, capsys)
    assert "must come from one CA" in en
    assert f"here: ca-file {other.certificate}; client.cert {other.certificate}; client.key" in en
    assert "同一 CA 签发" in zh


def test_a_certificate_that_is_not_there_is_named(
    running: Cluster, certificates: Certificates, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {"distributed.comm.tls.client.cert": str(tmp_path / "gone.pem")}
    with dask.config.set(certificates.settings()), dask.config.set(gone):
        en, zh = refused(running.address, tmp_path, capsys)
    assert f"client.cert {tmp_path / 'gone.pem'} (does not exist)" in en
    assert f"client.cert {tmp_path / 'gone.pem'}（不存在）" in zh


def test_an_address_without_tls_where_tls_is_required_is_told(
    running: Cluster, certificates: Certificates, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with dask.config.set(certificates.settings()):
        en, zh = refused(running.address.replace("tls", "tcp"), tmp_path, capsys)
    assert "give an address tls://host:port" in en
    assert "请使用 tls://主机:端口" in zh


def test_a_scheduler_with_tls_reached_without_is_told_the_other_address(
    running: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dask_reach, "REACH_SECONDS", 0.5)
    en, zh = refused(running.address.replace("tls", "tcp"), tmp_path, capsys)
    assert "or tls://host:8786 with TLS" in en
    assert "使用 TLS 时为 tls://主机:8786" in zh
