"""What caused a move, in words: a policy of the catalogue, or a rule of the model."""

from __future__ import annotations

from teacherflow.text import Text
from teacherflow_analysis.cli.terminal import words

_RULES = {
    "bonded": Text("公费师范生", "bonded student"),
    "borrow": Text("非正式借调", "informal borrowing"),
    "contract": Text("编外聘用", "contract"),
    "contract_end": Text("编外合同到期", "the contract ends"),
    "cross_stage": Text("跨学段调配", "redeployment across stages"),
    "enrol.closure": Text("学校撤并", "the school closes"),
    "exam": Text("公开招聘考试", "open exam"),
    "in_unit": Text("本单位各校间调剂", "the unit moves staff between its schools"),
    "leave.regularise": Text("特岗服务期满", "the special-post term is over"),
    "leave.return": Text("交流期满", "the term is over"),
    "leave.stay": Text("交流期满转入接收学校", "the term is over, the post moves to the host"),
    "posts.clear_borrowed": Text("清理借师", "clearing of borrowed teachers"),
    "tegang": Text("特岗教师", "special post"),
    "transfer": Text("本人申请", "own application"),
    "transfer_in": Text("县外调入", "from another county"),
}
_PLAIN = {"leave.death", "leave.early_retire", "leave.leave_county", "leave.quit", "leave.retire"}
"""Causes that say no more than the move itself."""


def cause(name: str) -> str:
    """Return what caused a move, in brackets; nothing where the move says it."""
    from teacherflow.policies.catalogue import policies

    if name in _PLAIN:
        return ""
    if name in _RULES:
        return f" [{words(_RULES[name])}]"
    policy = policies().get(name.partition(".")[0])
    return f" [{words(policy.title)}]" if policy else f" [{name}]"
