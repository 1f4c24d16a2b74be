from django.urls import path

import programme.addresses  # noqa: F401 - registers a converter
import registration.addresses  # noqa: F401 - another
from registration.views import applicant, form, offers, self_check

app_name = "registration"

urlpatterns = [
    path("<edition:edition>/eligibility/check/", self_check.self_check, name="self-check"),
    path("<edition:edition>/apply/", applicant.apply, name="apply"),
    path("<edition:edition>/apply/<kind:kind>/", form.fill_in, name="application"),
    path("<edition:edition>/apply/<kind:kind>/save/<slug:section>/", form.save_section, name="application-section"),
    path("<edition:edition>/apply/<kind:kind>/again/", applicant.begin_again, name="application-again"),
    path("<edition:edition>/apply/<kind:kind>/check/", applicant.check, name="application-check"),
    path("<edition:edition>/apply/<kind:kind>/sent/", applicant.sent, name="application-sent"),
    path("<edition:edition>/apply/<kind:kind>/withdraw/", applicant.withdraw, name="application-withdraw"),
    path("offers/<uuid:public_id>/", offers.offer, name="offer"),
    path("offers/<uuid:public_id>/decline/", offers.decline_offer, name="offer-decline"),
    path("places/<uuid:public_id>/leave/", offers.leave_programme, name="place-leave"),
]
