from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/", views.check_form, name="check-form"),
    path("certificates/<str:code>/", views.check, name="check"),
    path("certificates/<str:code>/pdf/", views.download, name="download"),
]
