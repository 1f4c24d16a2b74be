from django.urls import path

from wic.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<uuid:public_id>/", views.letter, name="mailbox-letter"),
    path("<uuid:public_id>/html/", views.html, name="mailbox-html"),
]
