// The explorer's page: opens on an answer, and asks again with every move of a slider.
import { asking } from "../../src/ask";
import { element } from "../../src/svg";
import { speech as speak } from "../../src/words";
import { read, written, type Screen, type State } from "./address";
import { answerScreen } from "./answer";
import { Refused, server as serve } from "./api";
import { asker } from "./asker";
import { carryScreen } from "./transfer";
import { columns as columnsOf } from "./controls";
import type { Answer, Boot, PlaceOf, PlacesOf } from "./contract";
import { frame as frameOf, type Frame } from "./frame";
import { handOn } from "./export";
import { learnUnits } from "./line_and_number_style";
import { dayIn } from "./months";
import { past } from "./past";
import { policies as policiesOf } from "./policies";
import { thresholds } from "./threshold";
import { questionOf, session as sessionOf } from "./session";
import { trustScreen } from "./trust";
import { worked, type Worked } from "./worked";
import "../../src/viewer.css";
import "./explorer.css";

async function start(): Promise<void> {
  const data = document.getElementById("tregua-boot");
  const app = document.getElementById("app");
  if (!data?.textContent || !app) return;
  const boot = JSON.parse(data.textContent) as Boot;
  const speech = speak(boot);
  learnUnits(speech);
  const server = serve(boot.lang);
  const history = past(() => frame?.moved(history.can));
  const frame: Frame = frameOf(boot, speech, { undo: () => history.undo(), redo: () => history.redo(), glossary: (from) => ask.terms(from) });
  frame.moved(history.can);
  app.replaceChildren(frame.root);
  frame.main.append(element("p", { class: "waiting", role: "status" }, speech.say("asking")));

  const known: PlacesOf = { places: [], limits: { members: 0, draws: 0 } };
  const cache = new Map<string, PlaceOf>();
  let place!: PlaceOf;
  let state!: State;
  let answer: Answer | null = null;
  let whole: Answer | null = null; // the last with all of its totals: while the hand moves there are few
  let screen: Screen | null = null;
  let drawOther: ((mode: "screen" | "paper") => void) | null = null;
  let stopOther: (() => void) | null = null;
  let from = "";
  let turn = 0;
  let reasons: Worked | null = null;
  let reasonsFor = "";
  let askedFor = ""; // the question whose answer the page shows, or waits for

  const ask = asker(asking({ schema: 1, lang: boot.lang, locale: boot.locale, words: boot.words, policies: [], dates: [], pictures: [] }, speech), speech, dayIn(boot.locale), () => ({ place, answer, whole }));
  const session = sessionOf(
    server,
    () => state,
    () => view.moving(),
    (found, settled) => {
      answer = found;
      if (settled) whole = found;
      view.show(found, settled);
      hand.show(found, session.job());
      if (settled) void compare();
    },
    (told) => view.tell(told),
  );
  const columns = columnsOf(speech, ask, {
    policy: choose,
    baseline: (baseline) => move({ baseline }),
    branch: (branch) => move({ branch }),
    account: (id) => move({ structure: id || undefined }),
    preset: (policy, baseline) => move({ policy, baseline, controls: {}, preconditions: {} }),
    control: (id, value, settled) => move({ controls: changed(state.controls, id, value) }, settled, `c.${id}`),
    belief: (id, value, settled) => move({ assumptions: changed(state.assumptions, id, value) }, settled, `a.${id}`),
    odds(kind, field, value, settled) {
      const one = changed(state.preconditions[kind] ?? {}, field, value);
      move({ preconditions: changed(state.preconditions, kind, Object.keys(one).length ? one : undefined) }, settled, `p.${kind}.${field}`);
    },
    forget: (what) => move(what === "controls" ? { controls: {} } : { assumptions: {}, preconditions: {} }),
  });
  const hand = handOn(speech, server, () => questionOf(state), (error) => view.tell({ stage: "failed", error }));
  let every = false; // all policies, or the four
  let compared = "";
  let comparing = 0;
  const side = policiesOf(speech, ask, choose, (on) => {
    every = on;
    void compare();
  });
  const turns = thresholds({ speech, server, place: () => place, question: () => questionOf(state) });
  const view = answerScreen({ boot, speech, ask, place: () => place, columns, hand, exact: () => session.exact(), stop: () => (session.stop(), view.tell({ stage: "quick" })), policies: side.root, thresholds: turns.root, carry: () => written({ ...state, screen: "carry" }, place.opening) });

  /** Another policy: with a baseline of its own dates. */
  function choose(id: string): void {
    const other = place.policies.find((one) => one.id === id)!;
    const base = place.policies.find((one) => one.id === state.baseline)!;
    const fits = (one: typeof other) => one.start === other.start && one.end === other.end;
    const baseline = fits(base) ? state.baseline : (place.policies.find((one) => one.id !== id && fits(one)) ?? other).id;
    move({ policy: id, baseline, controls: {}, preconditions: {} });
  }

  /** The policies side by side, under the same beliefs as the answer. */
  async function compare(): Promise<void> {
    const { place: at, baseline, branch, assumptions, structure, seed } = state;
    const asked = { place: at, baseline, branch, assumptions, every, ...(structure ? { structure } : {}), ...(seed === undefined ? {} : { seed }) };
    const key = JSON.stringify(asked);
    if (key === compared) return side.choose(state.policy);
    compared = key;
    const mine = ++comparing;
    side.wait(speech.say("policies_working"));
    try {
      const found = await server.policies(asked);
      if (mine !== comparing) return;
      side.show(found, state.policy);
    } catch (error) {
      if (mine !== comparing) return;
      compared = "";
      side.wait(error instanceof Refused ? error.message : speech.say("no_server"));
    }
  }

  function changed<T>(all: Record<string, T>, key: string, value: T | undefined): Record<string, T> {
    const { [key]: _old, ...rest } = all;
    void _old;
    return value === undefined ? rest : { ...rest, [key]: value };
  }

  /** The hand has moved something. */
  function move(change: Partial<State>, settled = true, what = ""): void {
    const other = change.policy !== undefined && change.policy !== state.policy;
    state = { ...state, ...change };
    if (other && !policy().conditional) state.branch = "operates";
    if (other) (view.begin(), turns.begin());
    if (settled) {
      columns.show(place, state);
      remember(what);
    }
    hand.show(null, null);
    askedFor = JSON.stringify(questionOf(state));
    because();
    session.changed(settled);
  }

  /** Why the policy has its effect, to be worked out below the answer; another policy has other reasons. */
  function because(): void {
    const { place: at, policy: one, baseline, branch, seed } = state;
    const question = { place: at, policy: one, baseline, branch, ...(seed === undefined ? {} : { seed }) };
    if (JSON.stringify(question) === reasonsFor) return;
    reasonsFor = JSON.stringify(question);
    reasons?.stop();
    reasons?.root.remove();
    reasons = null;
    if (one === baseline) return;
    const words = { work: "why_work", text: speech.say("why_work_text", { n: "16" }), more: "why_more", found: "why_found" };
    const command = `tregua why ${one} --baseline ${baseline} --branch ${branch}${seed === undefined ? "" : ` --seed ${seed}`}`;
    reasons = worked(() => server.why(question), words, command, "", speech, server, ask);
    view.why.append(reasons.root);
  }

  const policy = () => place.policies.find((one) => one.id === state.policy)!;

  /** Write the question into the address: as a move of its own, or in place of what stood there. */
  function remember(what?: string): void {
    const address = written(state, place.opening);
    if (what === undefined) history.replace(address);
    else history.push(address, what);
    frame.show(state.screen, (one) => written({ ...state, screen: one }, place.opening));
    document.title = state.screen === "answer" ? `${policy().title} · ${place.title} · Tregua` : `${speech.say(state.screen === "carry" ? "nav_carry" : "nav_trust")} · ${place.title} · Tregua`;
  }

  /** Opens what the address says; what it does not say is the place's own opening. */
  async function open(): Promise<void> {
    const mine = ++turn;
    const asked = read(location.hash);
    const id = asked.place ?? boot.place;
    if (!cache.has(id)) cache.set(id, await server.place(id));
    if (mine !== turn) return;
    place = cache.get(id)!;
    const has = (one: string | undefined) => place.policies.some((other) => other.id === one && other.comparable);
    state = {
      place: id,
      policy: has(asked.policy) ? asked.policy! : place.opening.policy,
      baseline: has(asked.baseline) ? asked.baseline! : place.opening.baseline,
      branch: asked.branch ?? "operates",
      ...(place.accounts.some((one) => one.id === asked.structure) ? { structure: asked.structure } : {}),
      controls: { ...asked.controls },
      assumptions: { ...asked.assumptions },
      preconditions: { ...asked.preconditions },
      ...(asked.seed === undefined ? {} : { seed: asked.seed }),
      ...(asked.members === undefined ? {} : { members: asked.members }),
      screen: asked.screen ?? "answer",
    };
    document.documentElement.dataset.place = id;
    frame.places.value = id;
    remember();
    await show();
    if (state.screen === "answer" && JSON.stringify(questionOf(state)) !== askedFor) {
      askedFor = JSON.stringify(questionOf(state));
      view.begin();
      turns.begin();
      columns.show(place, state);
      view.tell({ stage: "asking" });
      session.changed(true);
    }
  }

  async function show(): Promise<void> {
    const mine = turn;
    const other = screen !== state.screen;
    screen = state.screen;
    drawOther = null;
    stopOther?.();
    stopOther = null;
    if (screen === "answer") {
      if (frame.main.firstElementChild !== view.root) frame.main.replaceChildren(view.root);
      because();
      return;
    }
    session.stop();
    if (answer) view.tell({ stage: answer.kind });
    if (other) frame.main.replaceChildren(element("p", { class: "waiting", role: "status" }, speech.say("asking")));
    if (screen === "carry") {
      await listed;
      const others = known.places.filter((one) => one.id !== place.id);
      if (!others.some((one) => one.id === from)) from = others[0]?.id ?? place.id;
      const made = await carryScreen(from, place.id, known.places, speech, server, ask, (chosen) => {
        from = chosen;
        void show();
      });
      if (mine !== turn || screen !== "carry") return;
      frame.main.replaceChildren(made.root);
      stopOther = made.stop;
    } else {
      const made = await trustScreen(place, boot, speech, server, ask);
      if (mine !== turn || screen !== "trust") return;
      frame.main.replaceChildren(made.root);
      made.draw("screen");
      drawOther = made.draw;
    }
  }

  function broken(error: unknown): void {
    const refused = error instanceof Refused ? error : null;
    const again = element("button", { type: "button", class: "tv-button" }, speech.say("again"));
    again.addEventListener("click", () => void open().catch(broken));
    frame.main.replaceChildren(
      element(
        "div",
        { class: "problems", role: "alert" },
        element("h1", {}, refused?.message || speech.say("no_server")),
        element("ul", {}, ...(refused?.problems ?? []).map((one) => element("li", {}, [one.where, one.found, one.expected, one.hint].filter(Boolean).join(" · ")))),
        again,
        " ",
        element("a", { href: location.pathname }, speech.say("from_start")),
      ),
    );
    screen = null;
  }

  const listed = server.places().then((found) => {
    Object.assign(known, found);
    frame.places.replaceChildren(...found.places.map((one) => element("option", { value: one.id }, one.title)));
    if (place) frame.places.value = place.id;
  });
  listed.catch(broken);
  frame.places.addEventListener("change", () => {
    location.hash = `#${encodeURIComponent(frame.places.value)}`;
  });
  window.addEventListener("hashchange", () => void open().catch(broken));
  window.addEventListener("pagehide", () => (session.stop(), reasons?.stop(), stopOther?.()));
  window.addEventListener("beforeprint", () => (drawOther ?? view.draw)("paper"));
  window.addEventListener("afterprint", () => (drawOther ?? view.draw)("screen"));
  await open().catch(broken);
}

void start();
