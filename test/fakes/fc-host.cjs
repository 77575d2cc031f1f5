// A host like Function Compute's for nodejs20: loads a built bundle, hands it a Buffer and a context, replaces stdout, and freezes
// nothing but looks whether the handler left something behind. Speaks with its parent over IPC; may be killed at any time.
'use strict';

const RealDate = Date;
let offsetMs = 0;

// The function's clock can be moved on, so that "an hour later" passes at once.
class MovedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
}
globalThis.Date = MovedDate;

// As the platform does: what is written to stdout during an invocation is collected with it.
let lines = '';
process.stdout.write = (chunk) => {
  lines += String(chunk);
  return true;
};

process.on('message', (order) => {
  void invoke(order);
});

async function invoke({ id, bundle, event, context, nowOffsetMs }) {
  offsetMs = nowOffsetMs;
  if (context.failsWith !== undefined) failWhenRead(context);
  lines = '';
  const before = pending();
  let reply;
  try {
    const { handler } = require(bundle);
    const result = await handler(Buffer.from(event, 'base64'), context);
    reply = { id, result: JSON.parse(JSON.stringify(result)) };
  } catch (error) {
    // The platform answers HTTP 200 with this body and the header X-Fc-Error-Type.
    reply = { id, error: { errorMessage: error.message, errorType: error.name, stackTrace: String(error.stack) } };
  }
  // One turn of the loop: what has just ended still counts as active until then.
  await new Promise((resolve) => setImmediate(resolve));
  process.send({ ...reply, stdout: lines, pending: pending().filter((kind) => !before.includes(kind)) });
}

/** A context that cannot be read stands for any fault that is not the function's own. */
function failWhenRead(context) {
  Object.defineProperty(context, 'function', {
    get() {
      throw new TypeError(context.failsWith);
    },
  });
}

/** What would still run after the return; kept-alive sockets wait for nothing and are not work. */
function pending() {
  return process.getActiveResourcesInfo().filter((kind) => !['TCPSocketWrap', 'PipeWrap', 'TTYWrap'].includes(kind));
}
