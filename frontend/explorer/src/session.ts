// The question and its answers: quick ones while the hand moves, the exact one when it rests.
import { Refused, type Server } from "./api";
import type { State } from "./address";
import type { Answer, Job, Question } from "./contract";
import { Newest } from "./latest_request";

/** How long a hand must rest before the exact ensemble starts, in milliseconds. */
const REST = 1100;

const AGAIN = 1000;

const isBusy = (error: unknown): boolean => error instanceof Refused && (error.status === 429 || error.status === 503);

export type Stage = "asking" | "quick" | "queued" | "running" | "exact" | "failed" | "busy";

export interface Told {
  stage: Stage;
  done?: number;
  of?: number;
  position?: number;
  error?: unknown;
}

export interface Session {
  /** The state has changed: ask anew. */
  changed(settled: boolean): void;
  /** Ask for the exact ensemble now. */
  exact(): void;
  /** End the job that runs, if any. */
  stop(): void;
  job(): Job | null;
}

export const questionOf = (state: State): Question => {
  const { screen: _screen, ...question } = state;
  void _screen;
  return question;
};

/** What is asked for while the hand moves: what the page can show of it. */
export type Moving = Required<Pick<Question, "parts" | "bands" | "totals">>;

export function session(
  server: Server,
  state: () => State,
  moving: () => Moving,
  show: (answer: Answer, settled: boolean) => void,
  tell: (told: Told) => void,
): Session {
  let resting: ReturnType<typeof setTimeout> | null = null;
  let unfollow: (() => void) | null = null;
  let job: Job | null = null;
  let latest: Question | null = null;
  let turn = 0; // of the job: what an older one says is not heard

  const quick = new Newest<Question, Answer>(
    (question) => server.answer(question),
    (answer, question) => {
      show(answer, !quick.waits && !question.dragging);
      tell({ stage: "quick" });
    },
    (error, question) => {
      if (!isBusy(error)) return tell({ stage: "failed", error });
      // Asked again in a moment, unless something newer has been asked by then.
      tell({ stage: "asking" });
      setTimeout(() => {
        if (!quick.waits && latest === question) quick.ask(question);
      }, AGAIN);
    },
    (answer) => answer.pause_ms ?? 0,
  );

  function stop(): void {
    turn += 1;
    if (resting !== null) clearTimeout(resting);
    resting = null;
    unfollow?.();
    unfollow = null;
    if (job && (job.state === "queued" || job.state === "running")) server.cancel(job.id);
    job = null;
  }

  async function exact(): Promise<void> {
    stop();
    const mine = turn;
    const question = questionOf(state());
    try {
      const started = await server.start(question);
      if (mine !== turn) return server.cancel(started.id);
      job = started;
      tell({ stage: "queued", position: started.position ?? undefined });
      unfollow = server.follow(
        started.id,
        (now) => {
          if (mine !== turn) return;
          job = { ...started, ...now };
          tell({ stage: now.state === "queued" ? "queued" : "running", done: now.done, of: now.of, position: now.position ?? undefined });
        },
        (now) => void ended(mine, { ...started, ...now }),
        () => mine === turn && void ended(mine, started),
      );
    } catch (error) {
      if (mine === turn) refused(error);
    }
  }

  async function ended(mine: number, last: Job): Promise<void> {
    try {
      const whole = await server.job(last.id);
      if (mine !== turn) return;
      job = whole;
      if (whole.state === "done" && whole.result) {
        quick.forget();
        show(whole.result, true);
        tell({ stage: "exact" });
      } else if (whole.state === "failed") tell({ stage: "failed", error: new Refused(422, whole.error?.problems ?? [], whole.error?.title ?? "") });
      else if (whole.state === "cancelled") tell({ stage: "quick" });
      else tell({ stage: "busy" }); // the events broke off; the reader may ask again
    } catch (error) {
      if (mine === turn) refused(error);
    }
  }

  /** A server that is busy is no error: the quick answer stands. */
  function refused(error: unknown): void {
    tell({ stage: isBusy(error) ? "busy" : "failed", error });
  }

  return {
    changed(settled) {
      stop();
      const question = questionOf(state());
      latest = settled ? question : { ...question, dragging: true, ...moving() };
      quick.ask(latest);
      resting = setTimeout(() => void exact(), settled ? REST : 2 * REST);
    },
    exact: () => void exact(),
    stop,
    job: () => job,
  };
}
