// Loaded before the host of a function (NODE_OPTIONS): its time passes SLS_HASTE times as fast, so that what waits for
// fifteen seconds is done in a few.
'use strict';

const haste = Number(process.env.SLS_HASTE);
const fromMs = Number(process.env.SLS_HASTE_FROM_MS);
const realNow = Date.now.bind(Date);
const RealDate = Date;

globalThis.Date = class HastyDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(HastyDate.now());
    else super(...args);
  }
  static now() {
    return fromMs + (realNow() - fromMs) * haste;
  }
};

const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = (work, ms, ...rest) => realTimeout(work, ms / haste, ...rest);

const promises = require('node:timers/promises');
const realSleep = promises.setTimeout;
promises.setTimeout = (ms, ...rest) => realSleep(ms / haste, ...rest);
