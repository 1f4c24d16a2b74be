from django.urls import path

import programme.addresses  # noqa: F401 - registers a converter
import registration.addresses  # noqa: F401 - another
from registration.views import applicant, form, hours, inquiries, nominations, nominees, offers, preview, self_check

app_name = "registration"

urlpatterns = [
    path("<edition:edition>/eligibility/check/", self_check.self_check, name="self-check"),
    path("<edition:edition>/apply/", applicant.apply, name="apply"),
    path("<edition:edition>/apply/<kind:kind>/", form.fill_in, name="application"),
    path("<edition:edition>/apply/<kind:kind>/save/<slug:section>/", form.save_section, name="application-section"),
    path("<edition:edition>/apply/<kind:kind>/hours/", hours.hours, name="application-hours"),
    path("<edition:edition>/apply/<kind:kind>/preview/", preview.preview, name="application-preview"),
    path("<edition:edition>/apply/<kind:kind>/answer/", inquiries.answer, name="application-answer"),
    path("<edition:edition>/apply/<kind:kind>/again/", applicant.begin_again, name="application-again"),
    path("<edition:edition>/apply/<kind:kind>/check/", applicant.check, name="application-check"),
    path("<edition:edition>/apply/<kind:kind>/sent/", applicant.sent, name="application-sent"),
    path("<edition:edition>/apply/<kind:kind>/withdraw/", applicant.withdraw, name="application-withdraw"),
    path("offers/<uuid:public_id>/", offers.offer, name="offer"),
    path("offers/<uuid:public_id>/decline/", offers.decline_offer, name="offer-decline"),
    path("places/<uuid:public_id>/leave/", offers.leave_programme, name="place-leave"),
    path("nominations/", nominations.overview, name="nominations"),
    path("nominations/link/<str:key>/", nominations.link, name="nomination-link"),
    path("nominations/<uuid:public_id>/", nominations.desk, name="nomination-desk"),
    path("nominations/<uuid:public_id>/nominate/", nominations.nominate, name="nominate"),
    path("nominations/<uuid:public_id>/file/", nominations.nominate_by_file, name="nominate-by-file"),
    path("nominations/<uuid:public_id>/file/empty/", nominations.template_file, name="nomination-template"),
    path("nominations/<uuid:public_id>/letter/", nominations.letter, name="nomination-letter"),
    path("nominations/<uuid:public_id>/colleague/", nominations.colleague, name="nomination-colleague"),
    path("nominations/letters/<uuid:public_id>/", nominations.letter_file, name="signed-letter"),
    path("nominees/<uuid:public_id>/link/", nominations.link_again, name="nominee-link-again"),
    path("nominees/<uuid:public_id>/take-back/", nominations.take_back, name="nomination-take-back"),
    path("nominated/link/<str:key>/", nominees.link, name="nominee-link"),
    path("nominated/<uuid:public_id>/", nominees.mine, name="nomination-mine"),
]
