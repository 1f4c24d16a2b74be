// Moves people between circles without loading the page anew, and by mouse or finger. Without this file the same
// links and buttons do it: a mentee is picked up by her name, and each place that she could take has a button.
(() => {
  const find = (id, page = document) => page.getElementById(id);
  const told = find("told");
  if (!find("workbench")) return;

  const read = async (address, body) => {
    const answer = await fetch(address, { method: body ? "POST" : "GET", body });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (find("workbench", page)) return page;
    location.reload(); // she has to sign in anew, and comes back here
    return new Promise(() => {});
  };
  const tell = (lines, isBad) => {
    told.textContent = lines.join(" ");
    told.classList.toggle("breaks", isBad);
    // Who is picked up is said where she is: to who does not see, it is told all the same.
    told.classList.toggle("visually-hidden", !isBad && !!find("picked"));
  };
  // On a slow line the answer to an earlier press comes after that to a later one: the last one counts.
  let latest = 0;
  let sending = null; // the button of the change that is on its way
  let missed = []; // what is told with its answer
  const go = async (address, body, focus) => {
    const mine = ++latest;
    find("workbench").setAttribute("aria-busy", "true");
    const page = await read(address, body).catch(() => null);
    if (mine !== latest) return;
    sending = null;
    find("workbench").removeAttribute("aria-busy");
    page ? show(page, focus) : tell([told.dataset.failed, ...missed], true);
    missed = [];
  };
  // What the page offers may not be there after the change that is on its way: another change or choice that is pressed
  // before its answer is not done, and that is told. A double click is one.
  const isTooEarly = (pressed) => {
    if (sending && pressed !== sending) {
      missed = [told.dataset.missed];
      tell(missed, true);
    }
    return !!sending;
  };
  const isWatched = (page = document) => "watch" in find("workbench", page).dataset;
  const show = (page, focus = document.activeElement.id) => {
    const lines = [...page.querySelectorAll(".messagelist li, #picked > p:first-of-type")];
    if (isWatched() && !isWatched(page)) lines.push(page.querySelector(".desk-state strong"));
    document.querySelector(".messagelist")?.remove();
    find("workbench").replaceWith(find("workbench", page));
    // What had the focus may be gone: what is read next begins here, then, and not at the head of the page.
    const goal = focus ? find(focus) || find("workbench") : null;
    goal?.focus({ preventScroll: true });
    tell(
      [...lines.map((line) => line.textContent.trim()), ...missed],
      missed.length || lines.some((line) => line.matches(".warning, .error")),
    );
    watch();
  };
  const send = (form, button, focus) => {
    if (isTooEarly(button)) return;
    sending = button;
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    go(button?.getAttribute("formaction") || form.getAttribute("action"), body, focus);
  };
  let look;
  const watch = () => {
    clearTimeout(look);
    if (!isWatched()) return;
    look = setTimeout(async () => {
      const seen = latest;
      const page = await read(location.href).catch(() => null);
      if (seen === latest) page ? show(page) : watch();
    }, 5000);
  };
  watch();

  // --- By keyboard, or press by press ---
  let drag;
  let dragged = false; // the press that ends a drag is none; Enter, which has no number of clicks, is one
  addEventListener("click", (event) => {
    const link = event.target.closest("#workbench a[data-pick]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if ((!dragged || !event.detail) && !isTooEarly(link)) go(link.href, null, link.id || picked());
  });
  addEventListener("submit", (event) => {
    if (!event.target.matches("#workbench form[data-stay]")) return;
    event.preventDefault();
    send(event.target, event.submitter, event.submitter?.dataset.focus || event.submitter?.id || picked());
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const leave = document.querySelector("#picked a[data-pick]");
    if (drag) end();
    else leave ? leave.click() : tell([], false);
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
    const most = innerWidth - drag.tag.offsetWidth - 40; // it stays in sight at the edge
    drag.tag.style.translate = `${Math.max(0, Math.min(x, most))}px ${y}px`;
    if (y < 50 || y > innerHeight - 50) scrollBy(0, y < 50 ? -15 : 15);
    const over = document.elementFromPoint(x, y)?.closest("#workbench :is([data-mentee], [data-circle])");
    if (over !== drag.over) hover(drag, over);
  });
  addEventListener("pointerup", async () => {
    const { over, page, link } = drag || {};
    end();
    if (!over || !page) return;
    const offered = await page;
    if (!offered) return tell([told.dataset.failed], true);
    const button = offer(offered, over);
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
    page?.querySelector(`.offer [name=${mentee ? "other" : "to"}][value="${mentee || circle}"]`);
})();
