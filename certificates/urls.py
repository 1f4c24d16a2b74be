from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/", views.check_form, name="check-form"),
    path("certificates/<slug:code>/", views.check, name="check"),
    path("certificates/<slug:code>/pdf/", views.download, name="download"),
]
