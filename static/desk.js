// A field that finds rows while one types says its name to who does not see it: Django's own widget leaves it out.
const nameFields = () => {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const said = document.querySelector(`label[for="${field.id}"]`)?.textContent.trim();
    const shown = document.getElementById(`select2-${field.id}-container`);
    if (said && shown) shown.setAttribute("aria-label", said);
  }
};
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
nameFields();
