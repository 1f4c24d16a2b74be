// Moves people between circles without loading the page anew, and by mouse or finger. Without this file the same
// links and buttons do it: a mentee is picked up by her name, and each place that she could take has a button.
(() => {
  const find = (id, page = document) => page.getElementById(id);
  const told = find("told");
  if (!find("workbench")) return;

  const read = async (address, body) => {
    const answer = await fetch(address, { method: body ? "POST" : "GET", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && find("workbench", page)) return page;
    throw new Error(answer.status);
  };
  // Where the line is lost, or somebody has to sign in anew, the browser's own way tells.
  const go = (address, body, focus) =>
    read(address, body).then(
      (page) => show(page, focus),
      () => (body ? location.reload() : location.assign(address)),
    );
  const show = (page, focus = document.activeElement.id) => {
    const lines = page.querySelectorAll(".messagelist li, #picked > p:first-of-type");
    document.querySelector(".messagelist")?.remove();
    find("workbench").replaceWith(find("workbench", page));
    // What had the focus may be gone: what is read next begins here, then, and not at the head of the page.
    (find(focus) || (focus && find("workbench")))?.focus({ preventScroll: true });
    told.textContent = [...lines].map((line) => line.textContent.trim()).join(" ");
    told.classList.toggle("breaks", [...lines].some((line) => line.matches(".warning, .error")));
    watch();
  };
  const send = (form, button, focus) => {
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    return go(button?.getAttribute("formaction") || form.getAttribute("action"), body, focus);
  };
  const watch = () => {
    if (!("watch" in find("workbench").dataset)) return;
    setTimeout(() => read(location.href).then((page) => show(page), watch), 5000);
  };
  watch();

  // --- By keyboard, or press by press ---
  let drag;
  let dragged = false; // the press that ends a drag is none
  addEventListener("click", (event) => {
    const link = event.target.closest("#workbench a[data-pick]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!dragged) go(link.href, null, link.id || picked());
  });
  addEventListener("submit", (event) => {
    if (!event.target.matches("#workbench form[data-stay]")) return;
    event.preventDefault();
    send(event.target, event.submitter, event.submitter?.id || picked());
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (drag) end();
    else document.querySelector("#picked a[data-pick]")?.click();
  });
  const picked = () => document.querySelector(".is-picked a")?.id;

  // --- By mouse, or by finger at the grip ---
  addEventListener("dragstart", (event) => event.target.closest("#workbench") && event.preventDefault());
  addEventListener("pointerdown", (event) => {
    const hold = event.target.closest(event.pointerType === "mouse" ? ".grip, a[data-pick]" : ".grip");
    const link = hold?.closest("#workbench [data-mentee]")?.querySelector("a[data-pick]");
    dragged = false;
    if (link && event.button === 0) drag = { link, x: event.clientX, y: event.clientY };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { clientX: x, clientY: y } = event;
    if (!drag.tag) {
      if (Math.hypot(x - drag.x, y - drag.y) < 8) return;
      dragged = true;
      drag.tag = document.body.appendChild(document.createElement("div"));
      drag.tag.className = "dragged";
      drag.tag.style.inset = "0 auto auto 0"; // a pointer counts from this corner in either direction of writing
      drag.page = read(drag.link.href).catch(() => null);
    }
    drag.tag.style.translate = `${x}px ${y}px`;
    if (y < 50 || y > innerHeight - 50) scrollBy(0, y < 50 ? -15 : 15);
    const over = document.elementFromPoint(x, y)?.closest("#workbench :is([data-mentee], [data-circle])");
    if (over !== drag.over) hover(drag, over);
  });
  addEventListener("pointerup", async () => {
    const { over, page, link } = drag || {};
    end();
    const button = over && page && offer(await page, over);
    if (button) send(button.form, button, link.id);
  });
  addEventListener("pointercancel", () => end());
  const end = () => {
    drag?.tag?.remove();
    drag?.over?.classList.remove("over");
    drag = null;
  };
  const hover = async (held, over) => {
    held.over?.classList.remove("over");
    held.over = over;
    over?.classList.add("over");
    const button = over && offer(await held.page, over);
    if (held.over !== over) return;
    const follows = button?.nextElementSibling;
    held.tag.textContent = button ? `${button.textContent} · ${follows.textContent}` : held.link.textContent;
    held.tag.classList.toggle("breaks", !!follows?.matches(".breaks"));
  };
  // The button of the page in which she is picked up that stands for this place.
  const offer = (page, { dataset: { mentee, circle } }) =>
    page?.querySelector(`[name=${mentee ? "other" : "to"}][value="${mentee || circle}"]`);
})();
