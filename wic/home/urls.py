from django.urls import path

import programme.addresses  # noqa: F401 - registers the converter
from wic.home.views import closing, edition, share, site

app_name = "home"

urlpatterns = [
    path("", site.front, name="front"),
    path("me/", site.dashboard, name="dashboard"),
    path("me/close/", closing.close, name="close-account"),
    path("about/", site.about, name="about"),
    path("tell-me/", site.tell_me, name="tell-me"),
    path("privacy/", site.privacy, name="privacy"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("<edition:edition>/", edition.edition, name="edition"),
    path("<edition:edition>/pillars/", edition.pillars, name="pillars"),
    path("<edition:edition>/eligibility/", edition.eligibility, name="eligibility"),
    path("<edition:edition>/mentors/", edition.mentors, name="mentors"),
    path("<edition:edition>/nominators/", edition.nominators, name="nominators"),
    path("<edition:edition>/nominators/<slug:paper>.pdf", share.paper, name="paper"),
    path("<edition:edition>/timeline/", edition.timeline, name="timeline"),
    path("<edition:edition>/updates/", edition.updates, name="updates"),
    path("<edition:edition>/questions/", edition.questions, name="questions"),
    path("<edition:edition>/contacts/", edition.contacts, name="contacts"),
    path("<edition:edition>/partners/", edition.partners, name="partners"),
    path("<edition:edition>/picture.png", share.picture, name="picture"),
]
