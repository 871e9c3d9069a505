// What was moved can be taken back: each move is a page of the browser's history, so that Back and Undo are one.

export interface Past {
  /** A move: the address changes. Moves of the same thing in quick succession are one. */
  push(address: string, what: string): void;
  /** The address says the same in another way. */
  replace(address: string): void;
  undo(): void;
  redo(): void;
  /** Whether there is a move to take back, and one that was taken back. */
  readonly can: { undo: boolean; redo: boolean };
}

const TOGETHER = 1500; // milliseconds

interface Marked {
  at: number;
}

export function past(changed: () => void): Past {
  const marked = (): number | null => {
    const found = history.state as Marked | null;
    return typeof found?.at === "number" ? found.at : null;
  };
  let at = marked() ?? 0;
  let top = at;
  let last = { what: "", when: 0 };

  /** Back, forward, or an address that was typed or followed. */
  function arrived(): void {
    const found = marked();
    if (found === null) {
      at = top = at + 1;
      history.replaceState({ at } satisfies Marked, "");
    } else {
      at = found;
      top = Math.max(top, at);
    }
    last = { what: "", when: 0 };
    changed();
  }
  window.addEventListener("popstate", arrived);

  return {
    push(address, what) {
      const now = Date.now();
      const same = what === last.what && now - last.when < TOGETHER;
      last = { what, when: now };
      if (address === location.hash) return;
      if (same) history.replaceState({ at } satisfies Marked, "", address);
      else {
        at = top = at + 1;
        history.pushState({ at } satisfies Marked, "", address);
      }
      changed();
    },
    replace(address) {
      history.replaceState({ at } satisfies Marked, "", address);
      changed();
    },
    undo: () => history.back(),
    redo: () => history.forward(),
    get can() {
      return { undo: at > 0, redo: at < top };
    },
  };
}
