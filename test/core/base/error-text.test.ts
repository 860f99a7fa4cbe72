import { describe, expect, it } from 'vitest';
import { appError, errorText } from '../../../core/base/app-error.ts';

describe('the words of an error', () => {
  it.each([
    ['a bare reason', 'the chain ends', 'to: the chain ends. Nothing'],
    ['a reason that is a sentence', 'All bytes are FF.', 'to: All bytes are FF. Nothing'],
    ['a reason that trails off', 'and so on...', 'to: and so on.... Nothing'],
  ])('end each sentence once: %s', (_, reason, expected) => {
    expect(errorText(appError('plan-no-object', { reason })).message).toContain(expected);
  });

  it('end it once in Chinese too', () => {
    expect(errorText(appError('plan-no-object', { reason: '全为 FF。' }), 'zh').message).toContain('：全为 FF。未写入');
  });

  it('keep the full stops inside a value, and values that end no sentence', () => {
    const error = appError('card-error', { what: 'SELECT', sw: '6A82', meaning: 'no file.', advice: 'Look at it.' });
    expect(errorText(error)).toEqual({
      message: 'SELECT: the card answered 6A82 (no file.).',
      next: 'Look at it.',
    });
  });
});
