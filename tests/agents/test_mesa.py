"""A county is a Mesa model: agents, agent sets and the data collector work on live columns."""

from __future__ import annotations

import copy

import mesa
import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet

from factory import small_county
from teacherflow.agents.bureau import Bureau
from teacherflow.agents.school import School
from teacherflow.agents.teacher import Teacher
from teacherflow.codes import Stage
from teacherflow.county import County


@pytest.fixture
def county() -> County:
    return County(small_county(seed=3))


def test_everyone_is_a_mesa_agent(county: County) -> None:
    assert isinstance(county, mesa.Model)
    assert set(county.agent_types) == {Bureau, School, Teacher}
    assert isinstance(county.agents_by_type[Teacher], AbstractAgentSet)
    expected = 1 + county.state.sections.rows + int(county.state.teachers.alive.sum())
    assert len(county.agents) == expected
    assert all(isinstance(agent, mesa.Agent) for agent in county.agents)


def test_views_read_and_write_columns(county: County) -> None:
    teacher = next(iter(county.teachers))
    row = teacher.row
    assert teacher.title == county.state.teachers.title[row]
    teacher.tenure = 17
    assert county.state.teachers.tenure[row] == 17
    county.state.teachers.tenure[row] = 3
    assert teacher.tenure == 3
    with pytest.raises(AttributeError, match="tenur"):
        teacher.tenur = 1


def test_a_view_is_one_object_per_person(county: County) -> None:
    teacher = county.teacher(5)
    assert county.teacher(5) is teacher
    assert teacher in county.teachers
    county.state.teachers.id[5] = 999_999  # somebody else takes the row
    assert not teacher.in_service
    assert county.teacher(5) is not teacher


def test_two_models_in_one_process_never_touch(county: County) -> None:
    other = County(small_county(seed=4))
    mine, before = county.teacher(2), county.teacher(2).birth
    other.teacher(2).birth = 1
    assert mine.birth == before


def test_agent_set_operations_equal_plain_python(county: County) -> None:
    teachers, members = county.teachers, list(county.teachers)
    assert teachers.agg("service", np.mean) == pytest.approx(np.mean([t.service for t in members]))
    assert teachers.agg("service", [min, max]) == [
        min(t.service for t in members),
        max(t.service for t in members),
    ]
    young = teachers.select(lambda t: t.service < 5)
    assert [t.unique_id for t in young] == [t.unique_id for t in members if t.service < 5]
    mask = county.state.teachers.service[teachers.rows] < 5
    assert [t.unique_id for t in teachers.select(mask)] == [t.unique_id for t in young]
    assert len(teachers.select(at_most=3)) == 3
    by_title = teachers.groupby("title").agg("service", np.mean)
    for title, mean in by_title.items():
        assert mean == pytest.approx(np.mean([t.service for t in members if t.title == title]))
    longest = teachers.sort("service").select(at_most=1)
    assert next(iter(longest)).service == max(t.service for t in members)
    assert teachers.map("utility_at", county.schools[0])[0] == members[0].utility_at(
        county.schools[0]
    )
    assert sorted(t.unique_id for t in teachers.shuffle()) == sorted(t.unique_id for t in members)
    assert isinstance(teachers.to_agentset(), AgentSet)
    assert teachers.get(["service", "title"])[0] == [members[0].service, members[0].title]


def test_set_writes_the_column(county: County) -> None:
    county.teachers.set("honours", 2)
    assert county.teachers.agg("honours", max) == 2
    with pytest.raises(AttributeError, match="no column"):
        county.teachers.set("honour", 2)


def test_people_enter_and_leave_through_the_phases_only(county: County) -> None:
    teacher = next(iter(county.teachers))
    with pytest.raises(TypeError, match="phases"):
        teacher.remove()
    with pytest.raises(TypeError, match="phases"):
        county.teachers.add(teacher)


def test_schools_know_their_staff(county: County) -> None:
    assert sum(len(school.staff) for school in county.schools) == len(
        county.teachers.select(lambda t: t.duty is not None)
    )
    school = county.schools[0]
    assert school.ptr == pytest.approx(school.pupils / len(school.staff))
    teacher = next(iter(school.staff))
    assert teacher.duty is school
    open_posts = sum(s.vacancies for s in county.schools if s.stage == Stage.PRIMARY)
    assert county.bureau.vacancies()["primary"] == open_posts


def test_data_collector_reads_a_live_county(county: County) -> None:
    collector = mesa.DataCollector(
        model_reporters={
            "staff": lambda m: len(m.teachers),
            "pay": lambda m: m.teachers.agg("service", np.mean),
        },
        agenttype_reporters={School: {"pupils": "pupils"}, Teacher: {"title": "title"}},
    )
    collector.collect(county)
    frame = collector.get_model_vars_dataframe()
    assert frame["staff"].tolist() == [len(county.teachers)]
    teachers = collector.get_agenttype_vars_dataframe(Teacher)
    assert len(teachers) == len(county.teachers)


def test_a_deep_copy_is_a_counterfactual(county: County) -> None:
    twin = copy.deepcopy(county)
    twin.teacher(0).service = 39
    assert county.teacher(0).service != 39
