from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from wic import places
from wic.places import OFFICES, PLACES, Region

# Member States, and the State of Palestine, by the office that serves them.
AFRICA = """
    AO BF BI BJ BW CD CF CG CI CM CV ER ET GA GH GM GN GQ GW KE LR LS MG ML MU MW MZ NA NE NG RW SC SL SN SS ST SZ
    TD TG TZ UG ZA ZM ZW
"""
ARAB_STATES = "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE"
CIS = "AM AZ BY KG KZ RU TJ TM UZ"


def codes_of(region: Region) -> set[str]:
    return {code for code, place in PLACES.items() if place.region == region}


def test_every_code_of_the_standard_is_there_once():
    assert len(PLACES) == 249
    assert len({place.alpha3 for place in PLACES.values()}) == 249
    assert len({place.numeric for place in PLACES.values()}) == 249
    assert list(PLACES) == sorted(PLACES)


def test_member_states_are_in_the_region_of_their_office():
    assert codes_of(Region.AFR) == {*AFRICA.split(), "IO", "RE", "SH", "TF", "YT"}
    assert codes_of(Region.ARB) == {*ARAB_STATES.split(), "EH"}
    assert codes_of(Region.CIS) == {*CIS.split()}


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("MD", "EUR"),
        ("GE", "EUR"),
        ("UA", "EUR"),
        ("IL", "EUR"),
        ("TR", "EUR"),
        ("IR", "ASP"),
        ("MX", "AMS"),
        ("NC", "ASP"),
    ],
)
def test_regions_that_people_get_wrong(code, region):
    assert places.place(code).region == region


def test_offices():
    assert set(OFFICES) == set(Region)
    assert (str(places.place("SS").office.name), str(places.place("SS").office.city)) == (
        "Regional Office for Africa",
        "Addis Ababa",
    )
    assert (str(places.place("PS").office.name), str(places.place("PS").office.city)) == (
        "Arab Regional Office",
        "Cairo",
    )


@pytest.mark.parametrize(
    ("code", "english", "french", "arabic"),
    [
        ("PS", "State of Palestine", "État de Palestine", "دولة فلسطين"),
        ("CI", "Côte d’Ivoire", "Côte d’Ivoire", "كوت ديفوار"),
        ("TR", "Türkiye", "Türkiye", "تركيا"),
        ("SZ", "Eswatini", "Eswatini", "إسواتيني"),
        ("CV", "Cabo Verde", "Cabo Verde", "كابو فيردي"),
        ("CD", "Democratic Republic of the Congo", "République démocratique du Congo", "جمهورية الكونغو الديمقراطية"),
        ("TW", "Taiwan, Province of China", "Taïwan (Province de Chine)", "مقاطعة تايوان الصينية"),
        ("MU", "Mauritius", "Maurice", "موريشيوس"),
    ],
)
def test_names(code, english, french, arabic):
    assert [places.name(code, language) for language in ("en", "fr", "ar")] == [english, french, arabic]


def test_name_follows_the_page():
    with override("fr"):
        assert places.name("ET") == "Éthiopie"
    with override("ar"):
        assert places.name("ET") == "إثيوبيا"
    with override(None):
        assert places.name("ET") == "Ethiopia"


def test_a_language_that_we_do_not_speak_gets_english():
    assert places.name("ET", "fr-ca") == "Éthiopie"
    assert places.name("ET", "pt") == "Ethiopia"


def test_names_are_complete_unique_and_clean():
    for language in places.LANGUAGES:
        names = [place.names[language] for place in PLACES.values()]
        assert len(set(names)) == 249
        assert [name for name in names if not name or name != " ".join(name.split()) or "'" in name] == []


def test_choices_in_french_sort_accents_with_their_letters():
    names = [name for _, name in places.choices([Region.AFR, Region.ARB], "fr")]
    start = names.index("Égypte")
    assert names[start : start + 7] == [
        "Égypte",
        "Émirats arabes unis",
        "Érythrée",
        "Eswatini",
        "État de Palestine",
        "Éthiopie",
        "Gabon",
    ]


def test_choices_in_arabic_ignore_the_article_and_hamzas():
    names = [name for _, name in places.choices([Region.ARB], "ar")]
    assert names == [
        "الأردن",
        "الإمارات العربية المتحدة",
        "البحرين",
        "تونس",
        "الجزائر",
        "جزر القمر",
        "الجمهورية العربية السورية",
        "جيبوتي",
        "دولة فلسطين",
        "السودان",
        "الصحراء الغربية",
        "الصومال",
        "العراق",
        "عمان",
        "قطر",
        "الكويت",
        "لبنان",
        "ليبيا",
        "مصر",
        "المغرب",
        "المملكة العربية السعودية",
        "موريتانيا",
        "اليمن",
    ]


def test_albania_keeps_the_letters_that_only_look_like_an_article():
    names = [name for _, name in places.choices(language="ar")]
    assert names.index("إكوادور") < names.index("ألبانيا") < names.index("أنغولا")


def test_choices_follow_the_page_and_hold_every_place():
    with override("en"):
        assert places.choices()[:3] == [("AF", "Afghanistan"), ("AX", "Åland Islands"), ("AL", "Albania")]
        assert len(places.choices()) == 249
    assert places.choices([]) == []


def test_choices_take_regions_as_they_are_stored():
    assert places.choices(["ARB"], "en") == places.choices([Region.ARB], "en")


def test_in_regions():
    assert places.in_regions("MR", ["ARB"])
    assert places.in_regions("SS", [Region.AFR, Region.ARB])
    assert not places.in_regions("MR", ["AFR"])
    assert not places.in_regions("FR", ["AFR", "ARB"])


@pytest.mark.parametrize("code", ["", "XX"])
def test_a_code_that_is_none_is_in_no_region(code):
    assert not places.in_regions(code, list(Region))


def test_an_unknown_code_has_no_place():
    with pytest.raises(KeyError):
        places.place("XX")


def test_zones_exist():
    assert [zone for place in PLACES.values() for zone in place.zones if ZoneInfo(zone).key != zone] == []


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("EG", "Africa/Cairo"),
        ("CD", "Africa/Kinshasa"),
        ("PS", "Asia/Hebron"),
        ("US", "America/New_York"),
        ("CA", "America/Toronto"),
    ],
)
def test_zone_of(code, zone):
    assert places.zone_of(code) == zone


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("KE", {6, 7}),
        ("EG", {5, 6}),
        ("AE", {6, 7}),
        ("PS", {5, 6}),
        ("MA", {6, 7}),
        ("DJ", {5, 6}),
        ("SO", {5}),
        ("MR", {6, 7}),
    ],
)
def test_weekends(code, days):
    assert places.place(code).weekend == days


def test_groups_of_the_united_nations():
    assert sum(place.is_ldc for place in PLACES.values()) == 44
    assert sum(place.is_lldc for place in PLACES.values()) == 32
    assert sum(place.is_sids for place in PLACES.values()) == 39
    comoros = places.place("KM")
    assert (comoros.is_ldc, comoros.is_lldc, comoros.is_sids) == (True, False, True)


def test_points_are_on_the_globe():
    assert all(-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180 for place in PLACES.values())
