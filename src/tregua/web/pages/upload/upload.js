// Sends a table to the server and shows the answer as text; nothing of it is read as HTML.
const boot = JSON.parse(document.getElementById("boot").textContent);
const say = boot.words;
const out = document.getElementById("answer");
const form = document.getElementById("form");

function line(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  out.append(made);
  return made;
}

function problems(found) {
  for (const each of found) {
    line("h2", [each.file, each.line, each.where].filter(Boolean).join(" · "));
    line("p", each.found);
    if (each.expected) line("p", `${say.expected}: ${each.expected}`);
    if (each.hint) line("p", `${say.hint}: ${each.hint}`);
  }
}

function shown(answer) {
  line("pre", answer.lines.join("\n"));
  if (answer.made_up.length) line("pre", [say.made_up, ...answer.made_up].join("\n  "));
  const bytes = Uint8Array.from(atob(answer.zip), (sign) => sign.charCodeAt(0));
  const link = line("a", say.download);
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = `${answer.name}.zip`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  out.replaceChildren();
  const file = document.getElementById("file").files[0];
  if (!file) return void line("p", say.nothing);
  if (file.size > boot.most) return void line("p", say.large);
  const wait = line("p", say.reading);
  const asked = new URLSearchParams({ name: file.name, lang: boot.lang });
  for (const field of form.querySelectorAll("[name]")) if (field.value) asked.set(field.name, field.value);
  try {
    const headers = { "Content-Type": "application/octet-stream", Accept: "application/json" };
    const reply = await fetch(`api/import?${asked}`, { method: "POST", body: file, headers });
    const body = await reply.json();
    wait.remove();
    if (reply.ok) shown(body);
    else problems(body.error.problems);
  } catch {
    wait.remove();
    line("p", say.failed);
  }
});
