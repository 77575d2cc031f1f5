/** How often a sandbox misbehaves, and how far. Chances are from 0 to 1, for each call unless it says otherwise. */
export interface ChaosProfile {
  readonly throttledChance: number;
  readonly slowChance: number;
  readonly slowMsMax: number;
  /** A submission is executed, its answer lost. */
  readonly lostReplyChance: number;
  /** The connection breaks before anything is executed. */
  readonly lostRequestChance: number;
  /** InternalError or ServiceUnavailable; a submission may have been executed all the same, as with the next four. */
  readonly serverErrorChance: number;
  readonly badGatewayChance: number;
  readonly emptyJsonChance: number;
  readonly truncatedChance: number;
  readonly hangChance: number;
  /** Each odd spot of the real answers, for itself. */
  readonly oddShapeChance: number;
  /** A task detail shows a status that no document lists. */
  readonly unknownStatusChance: number;
  /** Before a page after the first, somebody else adds, removes or renews a domain. */
  readonly pageShiftChance: number;
  /** Who is removed there makes room: another one is added at the same instant, so that no total tells. */
  readonly pageSwapChance: number;
  /** In one model day, so that a long list can be read to its end at all. */
  readonly pageShiftsPerDayMax: number;
  /** Somebody else may also remove or renew what expires soon; otherwise only domains with more than 60 days left. */
  readonly shiftsTouchSoonExpiring: boolean;
  /** A renewal fails for a reason of its own, each order. */
  readonly orderFailsChance: number;
  /** A renewal is paid but the expiry date moves hours later, each order. */
  readonly lateMoveChance: number;
  /** A renewal is paid and its task succeeds, but the expiry date never moves, each order. */
  readonly neverMovesChance: number;
  /** A task that takes hours, each task. */
  readonly lateTaskChance: number;
  readonly lateTaskMsMax: number;
  /** A detail is not shown for hours though its task is, each order. */
  readonly lateDetailChance: number;
  readonly lateDetailMsMax: number;
  /** What QueryDomainList cuts a larger `PageSize` down to. */
  readonly listPageSizeMax: number;
  readonly detailPageSizeMax: number;
  /** Most domains of one price call; the real cap is not documented. */
  readonly priceItemsMax: number;
  /** The end of a date filter excludes its day; no document says. */
  readonly endDayExcluded: boolean;
  /** Tasks of other people and other types from before the start. */
  readonly pastTaskCount: number;
  /** How long a task is in the live list and in the history at once, at most. */
  readonly historyOverlapMsMax: number;
}

const OFF: ChaosProfile = {
  throttledChance: 0,
  slowChance: 0,
  slowMsMax: 0,
  lostReplyChance: 0,
  lostRequestChance: 0,
  serverErrorChance: 0,
  badGatewayChance: 0,
  emptyJsonChance: 0,
  truncatedChance: 0,
  hangChance: 0,
  oddShapeChance: 0,
  unknownStatusChance: 0,
  pageShiftChance: 0,
  pageSwapChance: 0,
  pageShiftsPerDayMax: 0,
  shiftsTouchSoonExpiring: false,
  orderFailsChance: 0,
  lateMoveChance: 0,
  neverMovesChance: 0,
  lateTaskChance: 0,
  lateTaskMsMax: 0,
  lateDetailChance: 0,
  lateDetailMsMax: 0,
  listPageSizeMax: 100,
  detailPageSizeMax: 1000,
  priceItemsMax: 100,
  endDayExcluded: false,
  pastTaskCount: 0,
  historyOverlapMsMax: 0,
};

const MILD: ChaosProfile = {
  ...OFF,
  throttledChance: 0.02,
  slowChance: 0.05,
  slowMsMax: 800,
  lostReplyChance: 1 / 12,
  oddShapeChance: 0.15,
  pageShiftChance: 0.04,
  pageSwapChance: 0.2,
  pageShiftsPerDayMax: 3,
  detailPageSizeMax: 20,
  pastTaskCount: 12,
  historyOverlapMsMax: 2 * 60 * 60 * 1000,
};

const HARSH: ChaosProfile = {
  throttledChance: 0.06,
  slowChance: 0.15,
  slowMsMax: 3000,
  lostReplyChance: 1 / 6,
  lostRequestChance: 0.02,
  serverErrorChance: 0.03,
  badGatewayChance: 0.02,
  emptyJsonChance: 0.02,
  truncatedChance: 0.02,
  hangChance: 0.005,
  oddShapeChance: 0.3,
  unknownStatusChance: 0.05,
  pageShiftChance: 0.1,
  pageSwapChance: 0.3,
  pageShiftsPerDayMax: 8,
  shiftsTouchSoonExpiring: true,
  orderFailsChance: 0.03,
  lateMoveChance: 0.08,
  neverMovesChance: 0,
  lateTaskChance: 0,
  lateTaskMsMax: 0,
  lateDetailChance: 0,
  lateDetailMsMax: 0,
  listPageSizeMax: 100,
  detailPageSizeMax: 7,
  priceItemsMax: 20,
  endDayExcluded: true,
  pastTaskCount: 30,
  historyOverlapMsMax: 6 * 60 * 60 * 1000,
};

export const CHAOS_PROFILES: Readonly<Record<'off' | 'mild' | 'harsh', ChaosProfile>> = {
  off: OFF,
  mild: MILD,
  harsh: HARSH,
};
