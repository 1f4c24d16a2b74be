"""Time zones under the name of a city that people know.

Browsers report these identifiers; a zone without a name here goes by the city of its identifier.
"""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext_lazy

from wic.places import dictionary_key

CITIES = {
    "Africa/Abidjan": pgettext_lazy("city", "Abidjan"),
    "Africa/Accra": pgettext_lazy("city", "Accra"),
    "Africa/Addis_Ababa": pgettext_lazy("city", "Addis Ababa"),
    "Africa/Algiers": pgettext_lazy("city", "Algiers"),
    "Africa/Asmara": pgettext_lazy("city", "Asmara"),
    "Africa/Bamako": pgettext_lazy("city", "Bamako"),
    "Africa/Bangui": pgettext_lazy("city", "Bangui"),
    "Africa/Banjul": pgettext_lazy("city", "Banjul"),
    "Africa/Bissau": pgettext_lazy("city", "Bissau"),
    "Africa/Blantyre": pgettext_lazy("city", "Blantyre"),
    "Africa/Brazzaville": pgettext_lazy("city", "Brazzaville"),
    "Africa/Bujumbura": pgettext_lazy("city", "Bujumbura"),
    "Africa/Cairo": pgettext_lazy("city", "Cairo"),
    "Africa/Casablanca": pgettext_lazy("city", "Casablanca"),
    "Africa/Conakry": pgettext_lazy("city", "Conakry"),
    "Africa/Dakar": pgettext_lazy("city", "Dakar"),
    "Africa/Dar_es_Salaam": pgettext_lazy("city", "Dar es Salaam"),
    "Africa/Djibouti": pgettext_lazy("city", "Djibouti"),
    "Africa/Douala": pgettext_lazy("city", "Douala"),
    "Africa/El_Aaiun": pgettext_lazy("city", "Laayoune"),
    "Africa/Freetown": pgettext_lazy("city", "Freetown"),
    "Africa/Gaborone": pgettext_lazy("city", "Gaborone"),
    "Africa/Harare": pgettext_lazy("city", "Harare"),
    "Africa/Johannesburg": pgettext_lazy("city", "Johannesburg"),
    "Africa/Juba": pgettext_lazy("city", "Juba"),
    "Africa/Kampala": pgettext_lazy("city", "Kampala"),
    "Africa/Khartoum": pgettext_lazy("city", "Khartoum"),
    "Africa/Kigali": pgettext_lazy("city", "Kigali"),
    "Africa/Kinshasa": pgettext_lazy("city", "Kinshasa"),
    "Africa/Lagos": pgettext_lazy("city", "Lagos"),
    "Africa/Libreville": pgettext_lazy("city", "Libreville"),
    "Africa/Lome": pgettext_lazy("city", "Lomé"),
    "Africa/Luanda": pgettext_lazy("city", "Luanda"),
    "Africa/Lubumbashi": pgettext_lazy("city", "Lubumbashi"),
    "Africa/Lusaka": pgettext_lazy("city", "Lusaka"),
    "Africa/Malabo": pgettext_lazy("city", "Malabo"),
    "Africa/Maputo": pgettext_lazy("city", "Maputo"),
    "Africa/Maseru": pgettext_lazy("city", "Maseru"),
    "Africa/Mbabane": pgettext_lazy("city", "Mbabane"),
    "Africa/Mogadishu": pgettext_lazy("city", "Mogadishu"),
    "Africa/Monrovia": pgettext_lazy("city", "Monrovia"),
    "Africa/Nairobi": pgettext_lazy("city", "Nairobi"),
    "Africa/Ndjamena": pgettext_lazy("city", "N’Djamena"),
    "Africa/Niamey": pgettext_lazy("city", "Niamey"),
    "Africa/Nouakchott": pgettext_lazy("city", "Nouakchott"),
    "Africa/Ouagadougou": pgettext_lazy("city", "Ouagadougou"),
    "Africa/Porto-Novo": pgettext_lazy("city", "Porto-Novo"),
    "Africa/Sao_Tome": pgettext_lazy("city", "São Tomé"),
    "Africa/Tripoli": pgettext_lazy("city", "Tripoli"),
    "Africa/Tunis": pgettext_lazy("city", "Tunis"),
    "Africa/Windhoek": pgettext_lazy("city", "Windhoek"),
    "America/Chicago": pgettext_lazy("city", "Chicago"),
    "America/Los_Angeles": pgettext_lazy("city", "Los Angeles"),
    "America/New_York": pgettext_lazy("city", "New York"),
    "America/Port_of_Spain": pgettext_lazy("city", "Port of Spain"),
    "America/Sao_Paulo": pgettext_lazy("city", "São Paulo"),
    "America/Toronto": pgettext_lazy("city", "Toronto"),
    "Asia/Aden": pgettext_lazy("city", "Aden"),
    "Asia/Amman": pgettext_lazy("city", "Amman"),
    "Asia/Baghdad": pgettext_lazy("city", "Baghdad"),
    "Asia/Bahrain": pgettext_lazy("city", "Manama"),
    "Asia/Beirut": pgettext_lazy("city", "Beirut"),
    "Asia/Damascus": pgettext_lazy("city", "Damascus"),
    "Asia/Dubai": pgettext_lazy("city", "Dubai"),
    "Asia/Gaza": pgettext_lazy("city", "Gaza"),
    "Asia/Hebron": pgettext_lazy("city", "Hebron"),
    "Asia/Kolkata": pgettext_lazy("city", "Kolkata"),
    "Asia/Kuwait": pgettext_lazy("city", "Kuwait City"),
    "Asia/Muscat": pgettext_lazy("city", "Muscat"),
    "Asia/Qatar": pgettext_lazy("city", "Doha"),
    "Asia/Riyadh": pgettext_lazy("city", "Riyadh"),
    "Asia/Singapore": pgettext_lazy("city", "Singapore"),
    "Asia/Tokyo": pgettext_lazy("city", "Tokyo"),
    "Atlantic/Canary": pgettext_lazy("city", "Las Palmas"),
    "Atlantic/Cape_Verde": pgettext_lazy("city", "Praia"),
    "Australia/Sydney": pgettext_lazy("city", "Sydney"),
    "Europe/Amsterdam": pgettext_lazy("city", "Amsterdam"),
    "Europe/Berlin": pgettext_lazy("city", "Berlin"),
    "Europe/Brussels": pgettext_lazy("city", "Brussels"),
    "Europe/Isle_of_Man": pgettext_lazy("city", "Douglas (Isle of Man)"),
    "Europe/Istanbul": pgettext_lazy("city", "Istanbul"),
    "Europe/Lisbon": pgettext_lazy("city", "Lisbon"),
    "Europe/London": pgettext_lazy("city", "London"),
    "Europe/Madrid": pgettext_lazy("city", "Madrid"),
    "Europe/Paris": pgettext_lazy("city", "Paris"),
    "Europe/Rome": pgettext_lazy("city", "Rome"),
    "Europe/Stockholm": pgettext_lazy("city", "Stockholm"),
    "Europe/Vienna": pgettext_lazy("city", "Vienna"),
    "Europe/Zurich": pgettext_lazy("city", "Geneva"),
    "Indian/Antananarivo": pgettext_lazy("city", "Antananarivo"),
    "Indian/Comoro": pgettext_lazy("city", "Moroni"),
    "Indian/Mahe": pgettext_lazy("city", "Victoria (Seychelles)"),
    "Indian/Mauritius": pgettext_lazy("city", "Port Louis"),
    "Indian/Mayotte": pgettext_lazy("city", "Mamoudzou"),
    "Indian/Reunion": pgettext_lazy("city", "Saint-Denis (Réunion)"),
}


def zone_choices(zones: Iterable[str]) -> list[tuple[str, str]]:
    """Zones and their labels, in the order of a dictionary of the language."""
    return sorted(((zone, zone_label(zone)) for zone in zones), key=lambda choice: dictionary_key(choice[1]))


def zone_label(zone: str) -> str:
    if zone == "UTC":
        return gettext("UTC")
    return gettext("{city} time").format(city=zone_city(zone))


def zone_city(zone: str) -> str:
    return str(CITIES.get(zone) or zone.rpartition("/")[2].replace("_", " "))
