from django.urls import path

from network import views

app_name = "network"

urlpatterns = [
    path("", views.about, name="about"),
    path("people/", views.people, name="people"),
    path("map/", views.world_map, name="map"),
    path("profile/", views.profile, name="profile"),
    path("profile/leave/", views.leave, name="leave"),
]
