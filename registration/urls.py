from django.urls import path

from registration.views import offers

app_name = "registration"

urlpatterns = [
    path("offers/<uuid:public_id>/", offers.offer, name="offer"),
    path("offers/<uuid:public_id>/decline/", offers.decline_offer, name="offer-decline"),
    path("places/<uuid:public_id>/leave/", offers.leave_programme, name="place-leave"),
]
