// Enhancements only: every page works without this file.
(() => {
  const all = (found) => document.querySelectorAll(found);
  const two = (number) => String(number).padStart(2, "0");

  // The server said UTC because it does not know this reader's zone: say her own time, unless it is said already. As
  // the server writes it: 24 hours, and the day before the month where the day is another one. Intl costs a slow
  // telephone dearly, so only there.
  for (const time of all("time[data-yours]")) {
    const at = new Date(time.dateTime);
    const { there, on, yours, both } = time.dataset;
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    let clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
    if (`${day}T${clock}` === there) continue;
    if (!there.startsWith(day)) {
      const page = document.documentElement.lang;
      const locale = (page === "en" ? "en-GB" : page) + "-u-nu-latn";
      const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" }).format(at);
      clock = on.replace("{date}", date).replace("{time}", clock);
    }
    const said = (at.getTimezoneOffset() && both) || yours;
    time.textContent = said.replace("{time}", clock).replace("{utc}", time.textContent);
  }

  // A field that asks for the time zone offers the browser's.
  for (const field of all("[data-zone]"))
    if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;

  // Drafts on the device go when she signs out, and when the application has been sent.
  const forget = () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) localStorage.removeItem(key);
  };
  if (document.querySelector("main > p[data-forget]")) forget();
  addEventListener("submit", (event) => event.target.matches("form[data-forget]") && forget());

  // Menus close with Escape and with a press elsewhere.
  const menus = () => all("details.menu[open]");
  addEventListener("click", (event) => menus().forEach((menu) => (menu.open = menu.contains(event.target))));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
