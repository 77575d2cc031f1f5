import { systemEnvironment } from '../adapters/system.ts';
import { processTerminal } from '../adapters/terminal.ts';
import { main } from './main.ts';

const terminal = processTerminal();
// `main` does not reject: what goes wrong becomes a message and an exit code.
void main({ terminal, environment: systemEnvironment() }).then((code) => terminal.exitWith(code));
