// The result is handed on: as a link, as files that the command line runs, as a report.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Server } from "./api";
import type { Answer, Job, Question } from "./contract";

export interface HandOn {
  bar: HTMLElement;
  show(answer: Answer | null, job: Job | null): void;
}

export function handOn(speech: Speech, server: Server, question: () => Question, fail: (error: unknown) => void): HandOn {
  const { say } = speech;
  const button = (key: string) => element("button", { type: "button", class: "tv-button" }, say(key));
  const link = button("copy_link");
  const files = button("get_yaml");
  const report = element("a", { class: "tv-button report", "aria-disabled": "true", role: "link" }, say("get_report"));
  const told = element("p", { class: "told", role: "status" });
  const panel = element("div", { class: "command", hidden: "" });
  const bar = element("div", { class: "hand-on" }, link, files, report, told, panel);

  link.addEventListener("click", () => void copy());
  files.addEventListener("click", () => void save());

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      told.textContent = say("copied");
    } catch {
      // Without leave to write there, the address is shown, ready to be copied by hand.
      const input = element("input", { type: "text", readonly: "", "aria-label": say("copy_link") });
      input.value = location.href;
      panel.replaceChildren(input);
      panel.hidden = false;
      input.select();
    }
  }

  async function save(): Promise<void> {
    try {
      const found = await server.scenario(question());
      for (const file of found.files) hand(file.text, file.name);
      panel.hidden = false;
      panel.replaceChildren(
        element("p", {}, say("run_it")),
        element("pre", { tabindex: "0", "aria-label": say("run_it") }, element("code", {}, found.commands.compare)),
        element("pre", { tabindex: "0", "aria-label": say("run_it") }, element("code", {}, found.commands.run)),
      );
    } catch (error) {
      fail(error);
    }
  }

  function hand(text: string, name: string): void {
    const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    const anchor = element("a", { href: address, download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  return {
    bar,
    show(answer, job) {
      told.textContent = "";
      const run = answer?.runs?.at(-1);
      if (answer?.kind === "exact" && job) {
        report.setAttribute("href", server.report(job.id, run?.beliefs ?? "default"));
        report.setAttribute("download", "");
        report.removeAttribute("aria-disabled");
        report.removeAttribute("title");
      } else {
        report.removeAttribute("href");
        report.setAttribute("aria-disabled", "true");
        report.setAttribute("title", say("report_later"));
      }
    },
  };
}
