/** The last days of months given as "2024-04". */
export function ends(months: string[]): string[] {
  return months.map((text) => {
    const [year, month] = text.split("-").map(Number) as [number, number];
    return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  });
}
