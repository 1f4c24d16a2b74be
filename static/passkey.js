// Passkeys need this file; where it does not run, the page says so and offers the other ways.
const button = document.querySelector("[data-passkey]");
if (button && window.PublicKeyCredential) {
  const step = button.dataset.passkey; // login, authenticate or add
  const ids = { [step]: button.id, credential: "id_credential", passwordless: "id_passwordless", data: "js_data" };
  const show = (parts, shown) => document.querySelectorAll(`[data-passkey-${parts}]`).forEach((part) => (part.hidden = !shown));
  allauth.webauthn.forms[`${step}Form`]({ ids });
  show("only", true);
  show("else", false);
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show("failed", true);
  });
}
