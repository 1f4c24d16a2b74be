// Enhancements only: every page works without this file.
(() => {
  const page = document.documentElement.lang;
  const lang = (page === "en" ? "en-GB" : page) + "-u-nu-latn"; // the day before the month, as the server writes it
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  // The server said UTC because it does not know this reader's zone: say her own time.
  for (const time of document.querySelectorAll("time[data-yours]")) {
    const instant = new Date(time.dateTime);
    const day = new Intl.DateTimeFormat("sv-SE").format(instant);
    const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    if (day !== time.dataset.day) Object.assign(parts, { day: "numeric", month: "long" });
    time.textContent = time.dataset.yours.replace("{time}", new Intl.DateTimeFormat(lang, parts).format(instant));
  }

  // A field that asks for the time zone offers the browser's.
  for (const field of document.querySelectorAll("[data-zone]")) if (!field.value) field.value = zone;

  // Drafts on the device go when she signs out, and when the application has been sent.
  const forget = () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) localStorage.removeItem(key);
  };
  if (document.querySelector("main > p[data-forget]")) forget();
  addEventListener("submit", (event) => event.target.matches("form[data-forget]") && forget());

  // Menus close with Escape and with a press elsewhere.
  const menus = () => document.querySelectorAll("details.menu[open]");
  addEventListener("click", (event) => menus().forEach((menu) => (menu.open = menu.contains(event.target))));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
