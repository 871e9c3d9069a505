/**
 * Sends at most one request at a time, and always the newest: what is asked while one is under way waits, and gives its
 * place to whatever is asked after it. An answer older than one that was shown is dropped. After an answer it may pause:
 * where many ask, answers come no faster for asking at once, but they are fresher when they come.
 */
export class Newest<Q, A> {
  private waiting: Q | null = null;
  private busy = false;
  private asked = 0;
  private shown = 0;

  constructor(
    private readonly send: (question: Q) => Promise<A>,
    private readonly show: (answer: A, question: Q) => void,
    private readonly fail: (error: unknown, question: Q) => void,
    private readonly pause: (answer: A) => number = () => 0,
  ) {}

  ask(question: Q): void {
    this.waiting = question;
    if (!this.busy) void this.next();
  }

  /** Whether a newer question waits for its turn. */
  get waits(): boolean {
    return this.waiting !== null;
  }

  /** Forget what waits, and let what is under way be dropped. */
  forget(): void {
    this.waiting = null;
    this.shown = this.asked;
  }

  private async next(): Promise<void> {
    this.busy = true;
    while (this.waiting !== null) {
      const question = this.waiting;
      this.waiting = null;
      const turn = ++this.asked;
      try {
        const answer = await this.send(question);
        if (turn > this.shown) {
          this.shown = turn;
          this.show(answer, question);
        }
        const pause = this.pause(answer);
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      } catch (error) {
        if (turn > this.shown) this.fail(error, question);
      }
    }
    this.busy = false;
  }
}
