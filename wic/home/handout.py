"""What the shared picture and the documents of an edition say, in the active language; rows are fetched before."""

from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from programme.models import Contact, Edition, EnglishLevel, Passage, Pillar, Window
from programme.rules import window_for, words_in
from wic.home import season
from wic.home.paper import Paper, Picture, closing, facts, heading, paragraphs
from wic.look.times import day_words, moment
from wic.look.words import join_words
from wic.places import Region

ORGANISERS = "ITU · FIRST · EQUALS"


def picture_of(edition: Edition) -> Picture:
    window = window_for(edition, Window.Audience.MENTEES)
    lines = []
    if window:
        opens, closes = edition.local(window.opens_at).date(), edition.local(window.closes_at).date()
        lines.append(gettext("Registration: {span}").format(span=season.span(opens, closes)))
    lines.append(gettext("Programme: {span}").format(span=season.span(edition.starts_on, edition.ends_on)))
    return Picture(
        language=_language(),
        eyebrow=gettext("A mentorship programme for women in cybersecurity"),
        title=edition.name_in(_language()),
        lines=lines,
        organisers=ORGANISERS,
    )


def circular_of(edition: Edition, *, url: str) -> Paper | None:
    """The letter that invites organisations to nominate; none while its text is not written."""
    letter = next((row for row in edition.passages.all() if row.slot == Passage.Slot.CIRCULAR), None)
    if letter is None:
        return None
    window = window_for(edition, Window.Audience.MENTEES)
    written_on = edition.local(window.opens_at).date() if window else edition.starts_on
    signatory = min(edition.signatories.all(), key=lambda row: row.position, default=None)
    to = gettext(
        "To Member States, Sector Members, academia, regional and international organisations, "
        "cybersecurity focal points and partners"
    )
    blocks = [
        facts([(gettext("Date"), day_words(written_on)), (pgettext("letter", "To"), to), *_registration(edition)]),
        *paragraphs(words_in(letter, "body", _language())),
    ]
    if signatory:
        blocks.append(closing([signatory.name, words_in(signatory, "title", _language())]))
    return _paper(edition, title=words_in(letter, "title", _language()), blocks=blocks, url=url)


def terms_of(edition: Edition, *, url: str) -> Paper:
    """The terms of reference, made from the edition as it stands today."""
    texts = season.passages(edition)
    blocks = [heading(texts[Passage.Slot.INTRODUCTION].title), *paragraphs(texts[Passage.Slot.INTRODUCTION].body)]
    for pillar in Pillar:
        title = gettext("{pillar}: {title}").format(pillar=pillar.label, title=texts[pillar.value].title)
        blocks += [heading(title), *paragraphs(texts[pillar.value].body)]
    for slot in (Passage.Slot.ELIGIBILITY, Passage.Slot.MENTORS, Passage.Slot.NOMINATORS):
        blocks += [heading(texts[slot].title), *paragraphs(texts[slot].body)]
        if slot == Passage.Slot.ELIGIBILITY:
            blocks.append(facts(_criteria(edition)))
    milestones = [(line.when, line.title) for line in season.timeline(edition, now=None)]
    blocks += [heading(gettext("Registration and places")), facts(_registration(edition) + _places(edition))]
    blocks += [heading(gettext("Timeline")), facts(milestones)]
    contacts = [
        (label, "\n".join(line for row in rows for line in (_of_office(row), row.email)))
        for label, rows in season.by_region(sorted(edition.contacts.all(), key=lambda row: row.position))
    ]
    blocks += [heading(gettext("Whom to ask")), facts(contacts)]
    for title, bodies in season.by_kind(sorted(edition.partners.all(), key=lambda row: row.position)):
        blocks += [heading(title), facts([(passage.title, passage.body) for passage, _url in bodies])]
    return _paper(edition, title=gettext("Terms of reference"), blocks=blocks, url=url)


def _of_office(contact: Contact) -> str:
    return join_words([contact.name, words_in(contact, "office", _language())])


def _criteria(edition: Edition) -> list[tuple[str, str]]:
    regions = join_words((Region(row.region).label for row in edition.regions.all()), gettext("or"))
    years = (
        gettext("{years} or more in cybersecurity; none for those who come from a junior ICT or STEM post")
        if edition.takes_ict_stem
        else gettext("{years} or more in cybersecurity")
    )
    return [
        (gettext("Region of residence"), regions),
        (gettext("Years of experience"), years.format(years=edition.min_years)),
        (gettext("English"), str(EnglishLevel(edition.min_english).label)),
        (gettext("Age"), gettext("No limit: we do not ask for a date of birth")),
    ]


def _registration(edition: Edition) -> list[tuple[str, str]]:
    titles = {
        Window.Audience.MENTEES: gettext("Registration of mentees"),
        Window.Audience.MENTORS: gettext("Registration of mentors"),
    }
    rows = []
    for audience, title in titles.items():
        if window := window_for(edition, audience):
            opens, closes = edition.local(window.opens_at), edition.local(window.closes_at)
            said = gettext("{opens} to {closes}")
            rows.append((title, said.format(opens=day_words(opens.date()), closes=moment(closes, edition.zone))))
    return rows


def _places(edition: Edition) -> list[tuple[str, str]]:
    certificate = gettext("{required} of {planned} circle sessions").format(
        required=edition.sessions_required, planned=edition.sessions_planned
    )
    return [
        (gettext("Places for mentees"), str(edition.seats)),
        (gettext("Results"), day_words(edition.local(edition.results_at).date())),
        (gettext("Mentees in a circle"), f"{edition.circle_min}–{edition.circle_max}"),
        (gettext("For the certificate"), certificate),
    ]


def _paper(edition: Edition, *, title: str, blocks: list[dict[str, Any]], url: str) -> Paper:
    # Isolated: in an Arabic line the last stroke of the address would come first.
    footer = gettext("Dates may change: what counts is the calendar at {url}").format(url=f"\u2066{url}\u2069")
    return Paper(
        language=_language(),
        eyebrow=edition.name_in(_language()),
        title=title,
        blocks=blocks,
        organisers=ORGANISERS,
        footer=footer,
    )


def _language() -> str:
    return get_language() or "en"
