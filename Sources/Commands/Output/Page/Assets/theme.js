
// Light and dark.

function storedTheme(change) {
  try {
    if (change !== undefined) localStorage.setItem("pith-theme", change);
    return localStorage.getItem("pith-theme");
  } catch { return null; }
}

function themeSwitch() {
  const group = element("div", { class: "theme", role: "group", "aria-label": "Colours" });
  const buttons = ["Auto", "Light", "Dark"].map((title) => {
    const button = element("button", { type: "button", "data-choice": title.toLowerCase() }, title);
    button.addEventListener("click", () => choose(button.dataset.choice));
    return button;
  });
  function choose(theme) {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.choice === theme));
    storedTheme(theme);
  }
  group.append(...buttons);
  const stored = storedTheme();
  choose(stored === "light" || stored === "dark" ? stored : "auto");
  document.querySelector(".top").append(group);
}
