// For seed-thread.test.ts: runs in a thread like thread.ts, with worlds that break in every way.
import { fakeSimulate } from './fake-simulate.ts';
import { serveSeeds } from './serve-seeds.ts';

const sound = fakeSimulate([{ seed: 5, needs: [] }]);

serveSeeds(async (seed, options) => {
  if (seed === 10) throw new Error('thrown in the world');
  if (seed === 20) for (;;);
  if (seed === 30)
    await new Promise(() =>
      setImmediate(() => {
        throw new Error('thrown where nobody waits');
      }),
    );
  if (seed === 40) process.exit(3);
  return await sound(seed, options);
});
