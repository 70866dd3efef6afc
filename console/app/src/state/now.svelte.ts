/** The present time for texts such as "waits 5 min", updated every 10 s. */
class Now {
  ms = $state(Date.now())

  constructor() {
    setInterval(() => (this.ms = Date.now()), 10_000)
  }
}

export const now = new Now()
