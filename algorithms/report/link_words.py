"""How does a report say what its links leave out, and what they rest on?"""

from __future__ import annotations

from typing import Optional

from .link_facts import Modelled, PlanCommuting
from .wording import amount, count, counted, per_cent, times


def drawn_and_stored(lines: int, drawn: float, known: Optional[PlanCommuting], is_part: bool = False) -> list[str]:
    """Return what the map of links and the stored flows leave out, a sentence each.

    Parameters
    ----------
    lines, drawn : how many lines there are, and their people
    known : None where only the lines are known
    is_part : whether the plan area holds some of the zones only, and the lines begin or end in it

    Examples
    --------
    >>> for sentence in drawn_and_stored(500, 300_000.0, PlanCommuting(3_000_000.0)):
    ...     print(sentence)
    The map draws the 500 largest flows between two zones, with 10 % of 3,000,000 people. All others are counted too, \
those who stay in their zone among them.
    """
    flows = counted(lines, "flow", "flows")
    if known is None:
        return [f"The map draws {flows} between two zones, with {counted(drawn, 'person', 'people')}."]
    people = counted(known.people, "person", "people") + (" who live or work there" if is_part else "")
    share = per_cent(100 * drawn / known.people) if known.people > 0 else "0"
    largest = f"{count(lines)} largest {'flow' if lines == 1 else 'flows'}"
    there = " that begin or end in the plan area" if is_part else ""
    said = [
        f"The map draws the {largest} between two zones{there}, with {share} % of {people}. "
        "All others are counted too, those who stay in their zone among them."
    ]
    if known.modelled is not None and known.modelled.stored < 100:
        least = counted(known.modelled.least, "person", "people")
        said.append(
            f"Flows of under {least} are counted, but the table of flows does not hold them: it has "
            f"{per_cent(known.modelled.stored)} % of these people."
        )
    return said


def held_against(people: float, is_within: bool = False) -> str:
    """Return what flows between roles are held against; ``is_within``: they are of the plan area's own people.

    Examples
    --------
    >>> held_against(12.0)
    'Flows between roles, of 12 people in all, are held against what the sizes of the two roles alone would give.'
    """
    whose = "who live and work in the plan area" if is_within else "in all"
    flows = f"Flows between roles, of {counted(people, 'person', 'people')} {whose}"
    return f"{flows}, are held against what the sizes of the two roles alone would give."


def model_rests_on(model: Modelled) -> str:
    """Return what modelled commuting rests on, in one sentence.

    Examples
    --------
    >>> print(model_rests_on(Modelled(4.3, 12.0, 0.9, 1.0, 95.0)))
    Commuting is modelled from workers, jobs and distance. Its mean is set to 4.3 km, the longest that these zones \
allow (12 km was asked for), so that distance does not matter in it; jobs are multiplied by 0.90, so that every worker \
finds one.
    """
    mean = f"{amount(model.km)} km, an assumption"
    if model.km < model.asked_km:
        mean = (
            f"{amount(model.km)} km, the longest that these zones allow ({amount(model.asked_km)} km was asked for), "
            "so that distance does not matter in it"
        )
    jobs = f"; jobs are multiplied by {times(model.job_factor)}, so that every worker finds one"
    return f"Commuting is modelled from workers, jobs and distance. Its mean is set to {mean}{jobs}."
