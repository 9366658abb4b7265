// What every page does where scripts run: errors are read out first, nothing is sent twice.

const summary = document.querySelector("[data-errors]");
if (summary) summary.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Coming back by the browser's own button shows the page as it was left.
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
