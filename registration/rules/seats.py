"""From rows to the seat plan's plain values, and from its answer to sentences for staff."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Edition
from registration.models import Application, Batch, Decision, Screening
from registration.models.screening import Outcome
from registration.rules.seat_plan.terms import (
    Candidate,
    Group,
    Knob,
    Line,
    Mentor,
    SeatPlan,
    Shortfall,
    Terms,
    Verdict,
)
from wic.places import Region, name


def candidate_of(screening: Screening, *, score: float = 0.0) -> Candidate:
    """As she sent it, not as she may have edited it since."""
    sent = screening.submission.answers
    return Candidate(
        key=screening.application_id,
        country=sent["country"],
        region=screening.application.region,
        languages=tuple(code for code, _level in sent["languages"]),
        is_eligible=screening.outcome == Outcome.ELIGIBLE,
        score=score,
    )


def place_of(application: Application) -> Group:
    """What somebody with a place takes of the limits; her submissions are fetched already."""
    newest = max(application.submissions.all(), key=lambda submission: submission.number)
    spoken = tuple(sorted({code for code, _level in newest.answers["languages"]}))
    return Group(newest.answers["country"], application.region, spoken)


def mentor_of(application: Application) -> Mentor:
    """The circle she can lead, like the matching counts it."""
    edition = application.edition
    upper = min(edition.circle_max, application.mentor.capacity)
    spoken = [code for code, _level in application.languages if code in edition.circle_languages]
    return Mentor(tuple(spoken), lower=min(edition.circle_min, upper), upper=upper)


def terms_for_mentees(
    edition: Edition, mentors: Iterable[Application], *, seats: int, seed: int, given: Mapping[Group, int]
) -> Terms:
    """As long as no mentor is approved, languages set no limit."""
    return Terms(
        seats=seats,
        reserve=edition.reserve_length,
        seed=seed,
        country_ceiling=edition.country_ceiling,
        floors={row.region: row.floor for row in edition.regions.all()},
        mentors=tuple(mentor_of(mentor) for mentor in mentors) or None,
        circle=(edition.circle_min, edition.circle_max),
        given=given,
    )


def terms_for_mentors(edition: Edition, *, seats: int, seed: int) -> Terms:
    """They bring places, they do not take them."""
    return Terms(seats=seats, reserve=edition.reserve_length, seed=seed)


def kept_of(plan: SeatPlan) -> dict[str, Any]:
    """What is stored with the batch: the mentors counted on, their circles, and what is out of reach."""
    return {
        "seed": plan.terms.seed,
        "seats": plan.terms.seats,
        "mentors": None if plan.terms.mentors is None else len(plan.terms.mentors),
        "circles": [asdict(circles) for circles in plan.circles],
        "unseated": plan.unseated,
        "shortfalls": [asdict(shortfall) for shortfall in plan.shortfalls],
    }


def explain(decision: Decision) -> str:
    """The reason with its number or name, where it has one."""
    facts = decision.facts
    match decision.reason if facts else "":
        case Decision.Reason.COUNTRY_FULL:
            return _("The places for her country are taken: at most %(ceiling)s.") % {"ceiling": facts["ceiling"]}
        case Decision.Reason.LANGUAGE_FULL:
            languages = get_text_list([_language(code) for code in facts["languages"]])
            return _("No place is left in a circle in %(languages)s.") % {"languages": languages}
        case Decision.Reason.FLOOR:
            return _("A place kept for her region: %(region)s.") % {"region": Region(facts["region"]).label}
        case Decision.Reason.FLOOR_KEPT:
            return _("The places after hers are kept for a region: %(region)s.") % {
                "region": Region(facts["region"]).label
            }
    return str(decision.get_reason_display())


def remarks(plan: Mapping[str, Any]) -> list[str]:
    """What staff should know before they approve a stored plan."""
    if not plan:
        return []
    said = [] if plan["mentors"] else [_("No mentor is approved yet: languages set no limit.")]
    if unseated := plan.get("unseated"):
        said.append(_no_circle_for(unseated))
    for shortfall in plan["shortfalls"]:
        if not shortfall["region"]:
            said.append(_("%(reached)s of %(wanted)s places can be filled.") % shortfall)
        said += [_remedy(remedy) for remedy in shortfall["remedies"]]
    return said


def _no_circle_for(count: int) -> str:
    return ngettext(
        "%(count)s person who holds a place already has no circle in her languages: a mentor is missing.",
        "%(count)s people who hold a place already have no circle in their languages: mentors are missing.",
        count,
    ) % {"count": count}


def _remedy(remedy: Mapping[str, Any]) -> str:
    needed = remedy["needed"]
    match remedy["knob"]:
        case Knob.FLOOR:
            named = {"region": Region(remedy["subject"]).label, "needed": needed, "was": remedy["was"]}
            return _("%(region)s: of the %(was)s places kept for it, %(needed)s can be filled.") % named
        case Knob.MENTORS:
            return ngettext(
                "%(count)s more mentor who speaks this language would be enough: %(language)s.",
                "%(count)s more mentors who speak this language would be enough: %(language)s.",
                needed,
            ) % {"count": needed, "language": _language(remedy["subject"])}
        case Knob.CEILING:
            return _("At most %(needed)s places for one country, instead of %(was)s, would be enough.") % remedy
    return _("%(needed)s places, instead of %(was)s, would be enough.") % remedy


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def objections(edition: Edition, selected: Sequence[Group], *, given: Counter[Group], terms: Terms) -> list[str]:
    """Why these cannot all be given a place beside those who have one."""
    # NumPy and SciPy take most of a second to import: only who looks at a batch pays for it.
    from registration.rules.seat_plan.vacancy import unseated  # noqa: PLC0415

    said = []
    free = edition.seats - given.total()
    if len(selected) > free:
        said.append(
            _("More applicants are selected than places are free: %(selected)s for %(free)s.")
            % {"selected": len(selected), "free": free}
        )
    before = Counter(group.country for group in given.elements())
    for country, count in sorted(Counter(group.country for group in selected).items()):
        if edition.country_ceiling is not None and before[country] + count > edition.country_ceiling:
            said.append(
                _("%(country)s would hold %(held)s places; one country holds at most %(ceiling)s.")
                % {"country": name(country), "held": before[country] + count, "ceiling": edition.country_ceiling}
            )
    without = unseated(given + Counter(selected), terms) - unseated(given, terms)
    if without > 0:
        said.append(
            ngettext(
                "%(count)s of the selected finds no circle in her languages: select fewer, or approve more mentors.",
                "%(count)s of the selected find no circle in their languages: select fewer, or approve more mentors.",
                without,
            )
            % {"count": without}
        )
    return said


def plan_of(batch: Batch, decisions: Iterable[Decision], terms: Terms) -> SeatPlan:
    """The plan that a batch holds, with what staff have changed in it."""
    lines = tuple(
        Line(row.application_id, row.rank, Verdict(row.outcome), row.reason, row.facts)  # type: ignore[arg-type]
        for row in sorted(decisions, key=lambda row: row.rank)
    )
    shortfalls = tuple(
        Shortfall(row["region"], row["wanted"], row["reached"], ()) for row in batch.plan.get("shortfalls", ())
    )
    return SeatPlan(terms, lines, (), shortfalls)
