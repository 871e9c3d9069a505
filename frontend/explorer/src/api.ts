import type { Answer, AnswerPage, PoliciesAsked, CarriedOver, Files, Job, PlaceOf, PlacesOf, Problem, Question, Transfer, Trust } from "./contract";

/** What the server refuses, with all of its problems. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problems: Problem[],
    title: string,
  ) {
    super(title);
  }
}

async function ask<T>(path: string, how: RequestInit = {}): Promise<T> {
  const headers = { Accept: "application/json", ...(how.body ? { "Content-Type": "application/json" } : {}) };
  const answer = await fetch(path, { ...how, headers });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body as T;
  const error = (body as { error?: { title?: string; problems?: Problem[] } } | null)?.error;
  throw new Refused(answer.status, error?.problems ?? [], error?.title ?? answer.statusText);
}

const part = encodeURIComponent;

/** The addresses of the API, all in one language. */
export function server(lang: string) {
  const at = (path: string): string => `api/${path}${path.includes("?") ? "&" : "?"}lang=${part(lang)}`;
  const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });
  return {
    places: () => ask<PlacesOf>(at("places")),
    place: (id: string) => ask<PlaceOf>(at(`places/${part(id)}`)),
    answer: (question: Question) => ask<Answer>(at("answer"), post(question)),
    policies: (question: PoliciesAsked) => ask<AnswerPage>(at("policies"), post(question)),
    trust: (id: string) => ask<Trust>(at(`trust/${part(id)}`)),
    transfer: (a: string, b: string) => ask<Transfer>(at(`transfer/${part(a)}/${part(b)}`)),
    scenario: (question: Question) => ask<Files>(at("scenario"), post(question)),
    start: (question: Question) => ask<Job>(at("jobs"), post(question)),
    job: (id: string) => ask<Job>(at(`jobs/${part(id)}`)),
    carry: (from: string, to: string) => ask<Job<CarriedOver>>(at("transfer"), post({ from, to })),
    why: (question: { place: string; policy: string; baseline: string; branch: string; seed?: number }) => ask<Job<CarriedOver>>(at("why"), post(question)),
    carried: (id: string) => ask<Job<CarriedOver>>(at(`jobs/${part(id)}`)),
    report: (id: string, beliefs: string) => at(`jobs/${part(id)}/report?beliefs=${part(beliefs)}`),
    /** It matters to nobody whether the job was still there. */
    cancel: (id: string) => void fetch(at(`jobs/${part(id)}`), { method: "DELETE", keepalive: true }).catch(() => undefined),
    /** Follows a job by server-sent events until it has ended; returns how to stop listening. */
    follow(id: string, told: (job: Partial<Job>) => void, ended: (job: Partial<Job>) => void, lost: () => void): () => void {
      const source = new EventSource(at(`jobs/${part(id)}/events`));
      let over = false;
      const heard = (event: Event) => JSON.parse((event as MessageEvent<string>).data) as Partial<Job>;
      source.addEventListener("progress", (event) => told(heard(event)));
      source.addEventListener("end", (event) => {
        over = true;
        source.close();
        ended(heard(event));
      });
      source.addEventListener("error", () => {
        // A browser tries again by itself; where it has given up, the page says so.
        if (!over && source.readyState === EventSource.CLOSED) lost();
      });
      return () => {
        over = true;
        source.close();
      };
    },
  };
}

export type Server = ReturnType<typeof server>;
