import { type Aftermath, aftermathOf } from './aftermath.ts';
import { type Move, movesAt } from './moves.ts';
import { brokenPromises, overCap } from './promises.ts';
import { type Scenario, type Stage, stageOf } from './scenario.ts';
import { keyOfStanding, type State, stateAfter } from './state.ts';

/** What came of a scenario. */
export interface Explored {
  /** So many orders, complete from the first step to the end of both processes, stand behind the states. */
  readonly orders: bigint;
  readonly states: number;
  /** States of single processes: so often the real code was asked what it does next. */
  readonly learned: number;
  /** Different worlds in which healthy runs went on after the end. */
  readonly ends: number;
  /** The longest order has so many steps. */
  readonly stepsMax: number;
  /** The shortest schedule that breaks a promise; null when none does. */
  readonly violation: Violation | null;
  /** Domains that no run could save, and of which a person was told: why, and in how many ends. */
  readonly onlyTold: ReadonlyMap<string, number>;
  /** Kinds of entries that stood in some log (`accepted`, `accepted B`: of whose claim), and of answers that some process heard: what the scenario is about must be among them. */
  readonly happened: ReadonlySet<string>;
}

export interface Violation {
  readonly findings: readonly string[];
  readonly moves: readonly Move[];
  /** What the healthy runs did, when it shows only after them. */
  readonly aftermath: readonly string[];
}

interface Node extends State {
  readonly from: Node | null;
  readonly move: Move | null;
  readonly index: number;
  next: Node[];
}

/** Visits every state that the two processes can reach in any order, nearest first, each once; stops at the first broken promise. */
export async function explore(scenario: Scenario): Promise<Explored> {
  const stage = stageOf(scenario);
  const search = new Search(scenario, stage);
  return await search.run();
}

class Search {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #nodes: Node[] = [];
  readonly #byKey = new Map<string, Node>();
  readonly #judged = new Map<string, readonly string[]>();
  readonly #aftermaths = new Map<string, Aftermath>();
  readonly #onlyTold = new Map<string, number>();
  readonly #happened = new Set<string>();

  constructor(scenario: Scenario, stage: Stage) {
    this.#scenario = scenario;
    this.#stage = stage;
  }

  async run(): Promise<Explored> {
    const processes = await Promise.all(this.#stage.locals.map(async (locals) => await locals.first()));
    this.#visit({ world: this.#stage.world, processes, left: this.#scenario.bound }, null, null);
    // The row grows while it is read: what was found first is looked at first.
    for (const node of this.#nodes) {
      const violation = (await this.#brokenAt(node)) ?? null;
      if (violation !== null) return this.#explored(violation);
      await this.#expand(node);
    }
    return this.#explored(null);
  }

  async #expand(node: Node): Promise<void> {
    for (const move of movesAt(node.world, node.processes, node.left, this.#scenario.rules.tasks !== 'at-once')) {
      const state = await stateAfter(node, move, this.#stage);
      node.next.push(this.#visit(state, node, move));
    }
  }

  #visit(state: State, from: Node | null, move: Move | null): Node {
    const standing = state.processes.map(keyOfStanding).join('/');
    const key = `${state.world.id}|${standing}|${state.left.faults},${state.left.pauses}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const node: Node = { ...state, from, move, index: this.#nodes.length, next: [] };
    this.#nodes.push(node);
    this.#byKey.set(key, node);
    return node;
  }

  async #brokenAt(node: Node): Promise<Violation | null> {
    const { registrar, log } = node.world;
    const key = `${registrar.id}|${log.id}`;
    let judged = this.#judged.get(key);
    if (judged === undefined) {
      judged = [...brokenPromises(registrar, log), ...overCap(registrar, this.#scenario.dayCapMinor)];
      this.#judged.set(key, judged);
      for (const entry of log.writes.at(-1)?.entries ?? []) {
        this.#happened.add(entry.kind);
        if ('claimId' in entry) this.#happened.add(`${entry.kind} ${entry.claimId.charAt(0)}`);
      }
    }
    const findings = [...judged];
    for (const process of node.processes) {
      if (process?.end != null && process.end.fault !== '') findings.push(`a process threw ${process.end.fault}`);
    }
    if (findings.length > 0) return { findings, moves: movesTo(node), aftermath: [] };
    if (node.processes.some((process) => process !== null && process.end === null)) return null;
    return await this.#brokenAfter(node);
  }

  /** Both processes have ended: healthy runs follow, and the books are looked at again. */
  async #brokenAfter(node: Node): Promise<Violation | null> {
    const { nowMs, log, registrar, lastAppend } = node.world;
    const key = `${nowMs}|${log.id}|${registrar.id}|${lastAppend}`;
    const aftermath = this.#aftermaths.get(key) ?? (await aftermathOf(node.world, this.#scenario, this.#stage));
    this.#aftermaths.set(key, aftermath);
    const told = new Set(node.processes.flatMap((process) => process?.end?.told ?? []));
    const untold = aftermath.unsaved.filter(({ domain, isTold }) => !isTold && !told.has(domain));
    const findings = [
      ...aftermath.findings,
      ...untold.map(({ domain, why }) => `${domain} ${why}, and nobody was told`),
    ];
    if (findings.length > 0) return { findings, moves: movesTo(node), aftermath: aftermath.history };
    for (const { why } of aftermath.unsaved) this.#onlyTold.set(why, (this.#onlyTold.get(why) ?? 0) + 1);
    return null;
  }

  #explored(violation: Violation | null): Explored {
    for (const locals of this.#stage.locals) for (const answer of locals.heard()) this.#happened.add(answer);
    const { orders, stepsMax } = violation === null ? count(this.#nodes) : { orders: 0n, stepsMax: 0 };
    return {
      orders,
      stepsMax,
      states: this.#nodes.length,
      learned: this.#stage.locals.reduce((sum, locals) => sum + locals.count, 0),
      ends: this.#aftermaths.size,
      violation,
      onlyTold: this.#onlyTold,
      happened: this.#happened,
    };
  }
}

function movesTo(node: Node): Move[] {
  const moves: Move[] = [];
  for (let at: Node | null = node; at !== null; at = at.from) if (at.move !== null) moves.push(at.move);
  return moves.toReversed();
}

/** Every path through the graph is one order: counted from the ends. A state without moves, or in which both have ended, is an end. */
function count(nodes: readonly Node[]): { orders: bigint; stepsMax: number } {
  const orders: bigint[] = [];
  const steps: number[] = [];
  const path: [Node, number][] = nodes[0] === undefined ? [] : [[nodes[0], 0]];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const [node, at] = top;
    const next = node.next[at];
    if (next !== undefined) {
      top[1] += 1;
      if (orders[next.index] === undefined) path.push([next, 0]);
      continue;
    }
    path.pop();
    const isEnd = node.processes.every((process) => process === null || process.end !== null);
    orders[node.index] = node.next.reduce((sum, { index }) => sum + (orders[index] ?? 0n), isEnd ? 1n : 0n);
    steps[node.index] = node.next.reduce((most, { index }) => Math.max(most, 1 + (steps[index] ?? 0)), 0);
  }
  return { orders: orders[0] ?? 0n, stepsMax: steps[0] ?? 0 };
}
