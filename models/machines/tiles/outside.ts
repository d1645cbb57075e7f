/** What joins a tiled machine to others and to its host, as data. Left out: protocols, switches between more chips than a ring has. */

/** The way between chip and host. */
export interface HostRecord {
  readonly bytesPerSecond: number;
}

/** Links between chips in a ring. */
export interface LinksRecord {
  /** To one neighbour, one way. */
  readonly bytesPerSecond: number;
  /** That a chip has: a ring runs in as many directions at once. */
  readonly neighbours: number;
  /** Of each step from chip to chip, its rendezvous included. */
  readonly latencyCycles: number;
  readonly mostChips: number;
}
