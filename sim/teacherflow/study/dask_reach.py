"""The way to a Dask scheduler: over TCP or TLS, and what to do if there is none.

Which certificates a connection shows is a matter of Dask's own configuration (files below
``~/.config/dask``, or the one that ``DASK_CONFIG`` names). A wrong one shows in many errors, from
a reset connection to a missing file, so what was found in the configuration is told with them.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from teacherflow.study.faults import StudyFault
from teacherflow.text import Text

REACH_SECONDS = 15
"""How long to try to reach a scheduler."""

_TLS = "tls://"
_NEEDED = ("ca-file", "client.cert", "client.key")
"""Settings below ``distributed.comm.tls`` that a connection with TLS takes here."""


def reached(distributed: Any, address: str) -> Any:
    """Return a client of the scheduler at an address.

    Raises
    ------
    StudyFault
        If it cannot be reached, or speaks another protocol or with other certificates.
    """
    try:
        return client_of(distributed, address)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = str(error) or type(error).__name__
        raise StudyFault(_out_of_reach(address, why)) from error


def client_of(distributed: Any, of: Any) -> Any:
    """Return a client of an address or a cluster of Dask.

    It exists before it connects: a client that failed to is closed here and now, else Dask waits
    for it half a minute when the program ends, and shows its own error.
    """
    client = distributed.Client.__new__(distributed.Client)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared by workers, and more exactly
            client.__init__(of, timeout=REACH_SECONDS, set_as_default=False, name="teacherflow")
    except BaseException:
        with suppress(AttributeError):  # of one that did not even begin to connect
            client.close()
        raise
    return client


def _out_of_reach(address: str, why: str) -> Text:
    told = Text(
        f"无法连接 Dask 调度器 {address}（{why}）。",
        f"The Dask scheduler {address} cannot be reached ({why}). ",
    )
    then = _look_at_certificates() if address.startswith(_TLS) else _look_at_address()
    return Text(told.zh + then.zh, told.en + then.en)


def _look_at_address() -> Text:
    if _setting("require-encryption"):
        return Text(
            "本机的 Dask 配置要求 TLS（distributed.comm.require-encryption）：请使用 tls://主机:端口。",
            "Dask's configuration of this machine requires TLS "
            "(distributed.comm.require-encryption): give an address tls://host:port.",
        )
    return Text(
        "请核对地址（形如 tcp://主机:8786，使用 TLS 时为 tls://主机:8786，由 dask scheduler "
        "启动时显示）和网络；在本机运行请用 --dask local。",
        "Check the address (such as tcp://host:8786, or tls://host:8786 with TLS; dask scheduler "
        "shows it when it starts) and the network; --dask local starts one on this machine.",
    )


def _look_at_certificates() -> Text:
    """Say what TLS takes, and what of it is there."""
    found = [_found(name) for name in _NEEDED]
    return Text(
        "请核对地址、网络和证书：调度器须以 TLS 启动（显示 tls:// 地址），调度器、工作进程与本机的证书须由"
        f"同一 CA 签发。本机 Dask 配置的 distributed.comm.tls：{'；'.join(t.zh for t in found)}。",
        "Check the address, the network and the certificates: the scheduler must run with TLS (it "
        "shows an address tls://), and the certificates of the scheduler, the workers and this "
        "machine must come from one CA. distributed.comm.tls in Dask's configuration here: "
        f"{'; '.join(t.en for t in found)}.",
    )


def _found(name: str) -> Text:
    value = str(_setting(f"tls.{name}") or "")
    if not value:
        return Text(f"{name} 未设置", f"{name} is not set")
    if "\n" in value:  # the text of a certificate instead of its file
        return Text(f"{name} 已设置", f"{name} is set")
    missing = Text("", "") if Path(value).is_file() else Text("（不存在）", " (does not exist)")
    return Text(f"{name} {value}{missing.zh}", f"{name} {value}{missing.en}")


def _setting(name: str) -> Any:
    import dask.config

    return dask.config.get(f"distributed.comm.{name}", default=None)
