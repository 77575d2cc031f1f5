/** The keys of every world. Never written out by anything: the auditor looks for them. */
export const KEYS = { accessKeyId: 'LTAI5tSimulatedKeyId', accessKeySecret: 'SimulatedSecret0123456789' };
