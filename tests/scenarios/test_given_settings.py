"""Settings that a scenario is given: of every kind, checked like those of a definition."""

from __future__ import annotations

from tests.scenarios.play import suite, verdicts

OVERRUN = """
workflow: responsibility_year
given: {{organisations: fenxi}}
scenarios:
  prepared:
    title: x
    given: {{settings: {{overrun: {overrun}}}}}
    when:
      - at: 2019-01-02 10:00
        by: office
        open: responsibility_year
        with: {{county: fenxi, regulators: [fenxi_emergency], towns: [fenxi_yongan],
               firms: [fenxi_mine], ends_on: 2019-12-31}}
      - at: 2019-01-03 10:00
        by: chair
        act: start
        with: {{targets: x, general: [fenxi_principal], coordinating: [fenxi_principal],
               direct: [fenxi_principal],
               contacts: [{{leader: fenxi_principal, firm: fenxi_mine}}],
               register: [{{firm: fenxi_mine, regulator: fenxi_emergency}}]}}
      - at: 2019-01-04 10:00
        by: office
        act: report_figures
        with: {{area: fenxi_yongan, planned: 10, actual: 13}}
        expect: {{children: {{interviews: {interviews}}}}}
"""


def test_a_number_may_be_given_as_well_as_a_length_and_the_case_goes_by_it() -> None:
    for overrun, interviews in (("1.2", 1), ("1.5", 0), ("1", 1)):
        (verdict,) = verdicts(OVERRUN.format(overrun=overrun, interviews=interviews))
        assert verdict.failures == ()


def test_what_is_no_number_is_told_at_its_place() -> None:
    (problem,) = suite(OVERRUN.format(overrun="half", interviews=0)).problems()
    assert (problem.line, problem.path) == (7, "scenarios.prepared.given.settings.overrun")
    assert "half" in problem.text("en")
