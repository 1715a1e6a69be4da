/** Counts the processes of probes that have outlived them, because nothing here could end them. */
export class Leaks {
  #lingering = 0;
  #total = 0;

  /** How many are there now. */
  get lingering(): number {
    return this.#lingering;
  }

  /** How many there have ever been. */
  get total(): number {
    return this.#total;
  }

  add(gone: Promise<void>): void {
    this.#total += 1;
    this.#lingering += 1;
    void gone.then(() => {
      this.#lingering -= 1;
    });
  }
}
