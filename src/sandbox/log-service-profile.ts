/** How often the log service misbehaves, and how far. Chances are from 0 to 1, for each call unless it says otherwise. */
export interface LogServiceProfile {
  /** A quota is exceeded; nothing was executed. */
  readonly throttledChance: number;
  readonly slowChance: number;
  readonly slowMsMax: number;
  /** A write is executed, its answer lost. */
  readonly lostReplyChance: number;
  /** The connection breaks before anything is executed. */
  readonly lostRequestChance: number;
  /** A write gets no answer and is executed later, at its then place in the log. */
  readonly landsLateChance: number;
  readonly landsLateMsMax: number;
  /** InternalServerError or ServerBusy; the call may have been executed all the same, as with the next four. */
  readonly serverErrorChance: number;
  /** An HTML page with 500 or 502. */
  readonly htmlPageChance: number;
  /** An HTML page with status 200. */
  readonly wrong200Chance: number;
  readonly truncatedChance: number;
  readonly hangChance: number;
  /** A group that was written can be pulled only later, and with it all behind it. */
  readonly seenLateChance: number;
  readonly seenLateMsMax: number;
  /** PullLogs brings fewer groups than there are and were asked for. */
  readonly shortPageChance: number;
  /** PullLogs answers in lz4 although no compression was asked for. */
  readonly unaskedLz4Chance: number;
  /** `x-log-count` of PullLogs counts logs, as a page of 2021 says; otherwise groups, as the clients read it. */
  readonly countsLogs: boolean;
  /** GetLogs finds what was received so long ago. */
  readonly indexLagMs: number;
  /** GetLogs answers `Incomplete`, with a part. */
  readonly incompleteChance: number;
  /** So long after its creation a logstore is not known to the calls that write and read, at most. */
  readonly settleMsMax: number;
  /** Of one PutLogs, uncompressed. */
  readonly bodyBytesMax: number;
  /** In one PutLogs. */
  readonly logCountMax: number;
}

const MEGABYTE = 1024 * 1024;

const OFF: LogServiceProfile = {
  throttledChance: 0,
  slowChance: 0,
  slowMsMax: 0,
  lostReplyChance: 0,
  lostRequestChance: 0,
  landsLateChance: 0,
  landsLateMsMax: 0,
  serverErrorChance: 0,
  htmlPageChance: 0,
  wrong200Chance: 0,
  truncatedChance: 0,
  hangChance: 0,
  seenLateChance: 0,
  seenLateMsMax: 0,
  shortPageChance: 0,
  unaskedLz4Chance: 0,
  countsLogs: false,
  indexLagMs: 0,
  incompleteChance: 0,
  settleMsMax: 0,
  bodyBytesMax: 10 * MEGABYTE,
  logCountMax: 40_960,
};

const MILD: LogServiceProfile = {
  ...OFF,
  throttledChance: 0.02,
  slowChance: 0.05,
  slowMsMax: 800,
  lostReplyChance: 1 / 12,
  seenLateChance: 0.1,
  seenLateMsMax: 1500,
  shortPageChance: 0.05,
  indexLagMs: 1000,
  incompleteChance: 0.05,
};

const HARSH: LogServiceProfile = {
  throttledChance: 0.06,
  slowChance: 0.15,
  slowMsMax: 3000,
  lostReplyChance: 1 / 6,
  lostRequestChance: 0.02,
  landsLateChance: 0.04,
  landsLateMsMax: 20_000,
  serverErrorChance: 0.03,
  htmlPageChance: 0.02,
  wrong200Chance: 0.02,
  truncatedChance: 0.02,
  hangChance: 0.005,
  seenLateChance: 0.25,
  seenLateMsMax: 4000,
  shortPageChance: 0.2,
  unaskedLz4Chance: 0.1,
  countsLogs: true,
  indexLagMs: 3000,
  incompleteChance: 0.2,
  settleMsMax: 5000,
  bodyBytesMax: 3 * MEGABYTE,
  logCountMax: 4096,
};

export const LOG_SERVICE_PROFILES: Readonly<Record<'off' | 'mild' | 'harsh', LogServiceProfile>> = {
  off: OFF,
  mild: MILD,
  harsh: HARSH,
};
