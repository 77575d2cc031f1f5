import { faultText, type InputError } from '../config/fault.ts';
import { paint, type View, wrap } from './render-text.ts';

/** What is wrong with an input: each fault begins a line, and goes on further in. */
export function renderFaults({ message, faults }: InputError, view: View): string[] {
  const [head = ''] = message.split('\n');
  const [first = '', ...rest] = wrap(head, view.columns, view);
  return [
    paint(first, 'red', view),
    ...rest,
    ...faults.flatMap((fault) => {
      return wrap(faultText(fault), view.columns - 4, view).map(
        (line, index) => `${index === 0 ? '  ' : '    '}${line}`,
      );
    }),
  ];
}
