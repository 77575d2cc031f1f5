/** What says which calls a planted fault hits. */
export interface Aim {
  /** A call by name, or `*` for any. */
  readonly action: string;
  /** How many of the calls it hits. */
  readonly times: number;
  /** How many it lets pass before. */
  readonly skip?: number;
}

export interface PlantedFaults<Fault extends Aim> {
  plant(fault: Fault): void;
  /** The first fault that is due for this call; every fault that fits counts the call. */
  draw(action: string): Fault | null;
}

interface Planted<Fault> {
  readonly fault: Fault;
  skipLeft: number;
  timesLeft: number;
}

/** No fault planted yet. */
export function createPlantedFaults<Fault extends Aim>(): PlantedFaults<Fault> {
  const planted: Planted<Fault>[] = [];
  return {
    plant: (fault) => {
      planted.push({ fault, skipLeft: fault.skip ?? 0, timesLeft: fault.times });
    },
    draw: (action) => {
      let hit: Fault | null = null;
      for (const entry of planted) {
        if (entry.fault.action !== '*' && entry.fault.action !== action) continue;
        if (entry.skipLeft > 0) entry.skipLeft -= 1;
        else if (hit === null && entry.timesLeft > 0) {
          entry.timesLeft -= 1;
          hit = entry.fault;
        }
      }
      return hit;
    },
  };
}
