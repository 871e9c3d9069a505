// What the server works out as a job: how far it is, and then sentences, tables and pictures.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import { Refused, type Server } from "./api";
import type { Asker } from "./asker";
import type { CarriedOver, Job } from "./contract";
import { number } from "./line_and_number_style";

const BUSY = [429, 503];

export interface Worked {
  root: HTMLElement;
  /** End the job that runs, if any. */
  stop(): void;
}

export interface WorkedWords {
  work: string;
  text: string;
  more: string;
  found: string;
}

export const wide = (inside: HTMLElement, name: string): HTMLElement => element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": name }, inside);

/** Something worked out on the server, as a job: it is told how far it is, and can be stopped. */
export function worked(start: () => Promise<Job<CarriedOver>>, words: WorkedWords, command: string, weakest: string, speech: Speech, server: Server, ask: Asker, before?: { note: string; result: CarriedOver }): Worked {
  const { say } = speech;
  const act = element("button", { type: "button", class: "tv-button" }, say(words.work));
  const meter = element("progress", { max: 1, hidden: "", "aria-label": say(words.work) });
  const told = element("p", { class: "badge-of", role: "status" });
  const shown = element("div", { class: "carried" });
  const text = element("p", { class: "quiet" }, words.text);
  const root = element(
    "section",
    { class: "carry-work", "aria-label": say(words.work) },
    text,
    element("div", { class: "bar-of" }, act, meter, told),
    shown,
    ...(command ? [element("p", { class: "quiet" }, say(words.more), " ", element("code", {}, command))] : []),
  );
  let job: Job<CarriedOver> | null = null;
  let unfollow: (() => void) | null = null;
  let turn = 0;

  function idle(said: string): void {
    job = null;
    meter.hidden = true;
    act.textContent = say(words.work);
    told.textContent = said;
  }

  function stop(): void {
    turn += 1;
    unfollow?.();
    unfollow = null;
    if (job && (job.state === "queued" || job.state === "running")) server.cancel(job.id);
    if (job) idle(say("stopped"));
  }

  async function work(): Promise<void> {
    const mine = ++turn;
    act.textContent = say("stop");
    meter.hidden = false;
    meter.removeAttribute("value");
    try {
      const started = await start();
      if (mine !== turn) return server.cancel(started.id);
      job = started;
      unfollow = server.follow(
        started.id,
        (now) => {
          if (mine !== turn) return;
          job = { ...started, state: now.state ?? started.state };
          if (now.of) meter.value = (now.done ?? 0) / now.of;
          told.textContent = now.position ? say("waits_at", { n: String(now.position) }) : now.of ? say("done_of", { done: String(now.done), of: String(now.of) }) : "";
        },
        () => void ended(mine, started.id),
        () => mine === turn && void ended(mine, started.id),
      );
    } catch (error) {
      if (mine === turn) failed(error);
    }
  }

  async function ended(mine: number, id: string): Promise<void> {
    try {
      const whole = await server.carried(id);
      if (mine !== turn) return;
      if (whole.state === "done" && whole.result) {
        idle("");
        act.hidden = text.hidden = true;
        shown.replaceChildren(...over(whole.result));
      } else if (whole.state === "failed") failed(new Refused(422, whole.error?.problems ?? [], whole.error?.title ?? ""));
      else idle(say("stopped"));
    } catch (error) {
      if (mine === turn) failed(error);
    }
  }

  function failed(error: unknown): void {
    const refused = error instanceof Refused ? error : null;
    const why = (refused?.problems ?? []).map((one) => [one.found, one.expected, one.hint].filter(Boolean).join(" · ")).join("; ");
    idle(refused ? (BUSY.includes(refused.status) ? say("too_busy") : why || refused.message) : say("no_server"));
  }

  if (before) {
    text.textContent = before.note;
    shown.replaceChildren(...over(before.result));
    act.textContent = say("again_work");
  }
  act.addEventListener("click", () => (job || !meter.hidden ? (stop(), idle(say("stopped"))) : void work()));

  function over(found: CarriedOver): Node[] {
    const cell = (of: CarriedOver["tables"][number]["rows"][number][number], label: string) =>
      element(
        "td",
        { "data-label": label },
        of.what
          ? number(
              of.range ? `${of.text} ${of.range}` : of.text,
              (from) =>
                ask.facts(from, `${of.what}: ${of.text} ${of.range ?? ""}`, [
                  ["f_unit", of.unit], ["f_scenario", of.scenario], ["source", say("model_source")], ["f_members", String(found.members)], ["f_seed", String(found.seed)],
                  ["f_version", found.version], ["f_command", found.command], ["s_grade", weakest ? say("weakest", { grade: weakest }) : ""], ["disagrees", say("nobody_yet")],
                ]),
              say("ask"),
            )
          : of.text,
      );
    const tables = found.tables.map((one) =>
      wide(
        element(
          "table",
          { class: "plain" },
          element("caption", {}, `${one.title}. ${one.note}`),
          element("thead", {}, element("tr", {}, ...one.head.map((head) => element("th", { scope: "col" }, head)))),
          element("tbody", {}, ...one.rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first?.text ?? ""), ...rest.map((each, k) => cell(each, one.head[k + 1] ?? ""))))),
        ),
        one.title,
      ),
    );
    const pictures = found.pictures.map((one, k) => {
      const image = element("img", { alt: one.title, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(one.svg)}`, class: "waterfall" });
      const picture = element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": one.title }, image);
      return k === 0 ? picture : element("details", {}, element("summary", {}, one.title), picture);
    });
    return [
      element("h2", {}, say(words.found)),
      ...found.sentences.map((one) => element("p", {}, one)),
      ...tables,
      ...pictures,
      ...found.foot.map((one) => element("p", { class: "quiet" }, one)),
    ];
  }

  return { root, stop };
}
