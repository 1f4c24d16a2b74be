from django.urls import path

from circles import views

app_name = "circles"

urlpatterns = [
    path("circles/<uuid:public_id>/", views.circle, name="circle"),
    path("circles/<uuid:public_id>/schedule/", views.schedule, name="schedule"),
]
