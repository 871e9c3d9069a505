/** The last days of months given as "2024-04". */
export function ends(months: string[]): string[] {
  return months.map((text) => {
    const [year, month] = text.split("-").map(Number) as [number, number];
    return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  });
}

/** Days as a reader of the locale writes them, from ISO dates. */
export function dayIn(locale: string): (date: string) => string {
  const form = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return (date) => form.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}
