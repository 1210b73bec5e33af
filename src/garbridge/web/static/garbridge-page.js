/* What the pages can do beside with a script; without it nothing is missing but the comfort. */

function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  const done = () => { said.textContent = said.dataset.copied; };
  const byHand = () => {
    field.select();
    if (document.execCommand("copy")) done();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, byHand);
  else byHand();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

/* A star is marked without a new page; where that fails the form does it. */
async function mark(star) {
  const form = star.form;
  const data = new FormData(form);
  data.append(star.name, star.value);
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(answer.status);
  const { favourite } = await answer.json();
  for (const one of document.querySelectorAll(".gb-star")) {
    if (one.value === star.value) {
      one.setAttribute("aria-pressed", favourite);
      one.name = favourite ? "retirer" : "ajouter";
    }
  }
}

document.addEventListener("click", (event) => {
  const star = event.target.closest(".gb-star");
  if (!star) return;
  event.preventDefault();
  mark(star).catch(() => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: star.name, value: star.value });
    star.form.append(field);
    star.form.submit();
  });
});

/* What takes several requests goes on by itself. */
for (const form of document.querySelectorAll("form[data-onward]")) {
  setTimeout(() => form.requestSubmit(), 400);
}
