import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { FromHost, RelayedResult, ToHost } from '../ipc/shell-channels.ts';
import type { SecretBox } from '../storage/stored-keys.ts';

export interface UtilitySecretBox {
  readonly box: SecretBox;
  /** Takes main's answer to a question. */
  handle(message: Extract<ToHost, { kind: 'secret-answer' }>): void;
}

const NO_SENSE = () => err(appError('secret-store-failed', { reason: 'its answer makes no sense' }));

function opened(value: unknown): Result<{ readonly text: string; readonly renew: boolean }> {
  if (typeof value !== 'object' || value === null) return NO_SENSE();
  const { text, renew } = value as Record<string, unknown>;
  return typeof text === 'string' ? ok({ text, renew: renew === true }) : NO_SENSE();
}

/** The system's secret store as a utility process has it: main is asked, and seals and opens. */
export function utilitySecretBox(tell: (message: FromHost) => void): UtilitySecretBox {
  const pending = new Map<number, (result: RelayedResult) => void>();
  let nextId = 0;

  function ask(question: Extract<FromHost, { kind: 'secret' }>['ask']): Promise<RelayedResult> {
    const id = nextId++;
    return new Promise((resolve) => {
      pending.set(id, resolve);
      tell({ kind: 'secret', id, ask: question });
    });
  }

  return {
    box: {
      available: async () => {
        const answer = await ask({ act: 'available' });
        return answer.ok ? ok(undefined) : answer;
      },
      seal: async (text) => {
        const answer = await ask({ act: 'seal', text });
        if (!answer.ok) return answer;
        return answer.value instanceof Uint8Array ? ok(answer.value) : NO_SENSE();
      },
      open: async (sealed) => {
        const answer = await ask({ act: 'open', sealed });
        return answer.ok ? opened(answer.value) : answer;
      },
    },
    handle: ({ id, result }) => {
      pending.get(id)?.(result);
      pending.delete(id);
    },
  };
}
