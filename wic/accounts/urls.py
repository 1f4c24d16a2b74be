from django.urls import path

from wic.accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/code/again/", views.code_again, name="code-again"),
    path("sign-in/password/", views.sign_in_by_password, name="sign-in-by-password"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("profile/", views.profile, name="profile"),
    path("profile/clock/", views.clock, name="clock"),
    path("profile/password/", views.password, name="password"),
    path("profile/password/remove/", views.remove_password, name="password-remove"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("step-up/", views.step_up, name="step-up"),
    path("step-up/code/", views.step_up_code, name="step-up-code"),
    path("step-up/code/again/", views.step_up_code_again, name="step-up-code-again"),
]
