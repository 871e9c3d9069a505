// Figures as a file that a spreadsheet opens: RFC 4180, in UTF-8 with its mark.

export type Cell = string | number | null | undefined;

/** One row a line; a text with a comma, a quote or a break is quoted. A text that a spreadsheet would run is kept a text. */
export function csv(rows: Cell[][]): string {
  const cell = (of: Cell): string => {
    if (of === null || of === undefined) return "";
    if (typeof of === "number") return String(of);
    const safe = /^[=+\-@\t\r]/.test(of) ? `'${of}` : of;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const downloadCsv = (rows: Cell[][], name: string): void => download(new Blob(["\ufeff", csv(rows)], { type: "text/csv;charset=utf-8" }), `${fileName(name)}.csv`);

export const fileName = (text: string): string => `tregua-${text.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase().slice(0, 60)}`;
