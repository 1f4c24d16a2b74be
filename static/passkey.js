// The passkey button appears only where the browser can use one.
if (window.PublicKeyCredential) {
  document.getElementById("mfa_login").hidden = false;
  allauth.webauthn.forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
}
