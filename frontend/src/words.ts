import type { Payload } from "./payload";

/** Words and numbers as the page's reader writes them. Every word comes with the page. */
export interface Speech {
  /** A word by its key, with `{names}` filled in. A word that lacks shows its key, so that it is seen. */
  say(key: string, names?: Record<string, string>): string;
  /** A number in three digits at most; below a hundred whole, below ten with a tenth, below one in two digits. */
  number(value: number): string;
  /** A share of one, in per cent. */
  percent(value: number): string;
  /** A month, from an ISO date. */
  month(date: string): string;
  /** The months from one ISO date to another. */
  months(from: string, to: string): string;
  year(date: string): string;
}

export function speech(payload: Pick<Payload, "words" | "locale">): Speech {
  const locale = known(payload.locale);
  const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const large = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, notation: "compact" });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const parts = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const year = new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" });
  const at = (date: string) => new Date(`${date.slice(0, 10)}T00:00:00Z`);
  const say = (key: string, names: Record<string, string> = {}): string =>
    (payload.words[key] ?? key).replace(/\{(\w+)\}/g, (found, name: string) => names[name] ?? found);
  // A hyphen is no minus.
  const minus = (text: string): string => text.replace(/^-/, "\u2212");
  return {
    say,
    number: (value) => {
      const size = Math.abs(value);
      // More digits would claim a precision that no draw has; of people, none is cut in parts.
      const rounded = size >= 100 ? small : size >= 9.95 ? whole : size >= 0.995 ? tenths : parts;
      return minus((size >= 999_500 ? large : rounded).format(value === 0 ? 0 : value));
    },
    percent: (value) => say("percent", { value: minus(whole.format(100 * value)) }),
    month: (date) => month.format(at(date)),
    months: (from, to) => {
      const [a, b] = [month.format(at(from)), month.format(at(to))];
      return a === b ? a : `${a} – ${b}`;
    },
    year: (date) => year.format(at(date)),
  };
}

/** The locale if the browser knows it; else the language's own, else the browser's. */
function known(locale: string): string | undefined {
  try {
    return Intl.NumberFormat.supportedLocalesOf([locale])[0] ?? undefined;
  } catch {
    return undefined;
  }
}
