/** So many at once, the others in line. */
export class Slots {
  readonly #limit: number;
  readonly #line = new Set<() => void>();
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /** Begins at once, or when it is its turn. Whoever has begun leaves once. */
  enter(begin: () => void): void {
    this.#line.add(begin);
    this.#admit();
  }

  /** Out of the line. `false`: it has begun already. */
  withdraw(begin: () => void): boolean {
    return this.#line.delete(begin);
  }

  leave(): void {
    this.#taken -= 1;
    this.#admit();
  }

  #admit(): void {
    for (const begin of this.#line) {
      if (this.#taken >= this.#limit) return;
      this.#line.delete(begin);
      this.#taken += 1;
      begin();
    }
  }
}
