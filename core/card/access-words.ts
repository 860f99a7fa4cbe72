import type { Language } from '../base/error-catalogue.ts';
import type { BeyondKeys, KeySet } from './access-expression.ts';
import type { AccessAnswer, AccessNote } from './access-rule.ts';

const WORDS = {
  en: {
    always: 'always',
    never: 'never',
    and: ' and ',
    or: ', or ',
    unless: (refs: string) => `while ${refs} is not verified`,
    beyond: {
      'secure-messaging': 'needs secure messaging',
      'external-authentication': 'needs an external authentication',
      'user-authentication': 'needs a PIN that the rule does not name',
      unknown: 'unknown',
    },
    notes: {
      'arr-missing': 'the EF(ARR) it refers to is missing',
      'record-missing': 'its record of EF(ARR) is missing or blank',
      'arr-not-read': 'its record of EF(ARR) was not read',
      'not-told': 'the card does not tell',
      'not-applicable': 'no act for this kind of file',
      malformed: 'the rule is malformed',
    },
  },
  zh: {
    always: '始终',
    never: '永不',
    and: ' 和 ',
    or: '，或 ',
    unless: (refs: string) => `在未验证 ${refs} 时`,
    beyond: {
      'secure-messaging': '需要安全报文',
      'external-authentication': '需要外部鉴权',
      'user-authentication': '需要规则未指明的 PIN',
      unknown: '未知',
    },
    notes: {
      'arr-missing': '所引用的 EF(ARR) 不存在',
      'record-missing': '其 EF(ARR) 记录不存在或为空',
      'arr-not-read': '未读取其 EF(ARR) 记录',
      'not-told': '卡未提供',
      'not-applicable': '不适用于此类文件',
      malformed: '规则格式错误',
    },
  },
} as const satisfies Record<
  Language,
  {
    readonly always: string;
    readonly never: string;
    readonly and: string;
    readonly or: string;
    readonly unless: (refs: string) => string;
    readonly beyond: Record<BeyondKeys, string>;
    readonly notes: Record<AccessNote, string>;
  }
>;

/** What beyond keys an unknown answer hangs on; the first that its rule names. */
function beyondOf(expression: AccessAnswer['expression']): BeyondKeys | undefined {
  switch (expression.kind) {
    case 'beyond':
      return expression.what;
    case 'not':
      return beyondOf(expression.of);
    case 'anyOf':
    case 'allOf':
      return expression.of.map(beyondOf).find((what) => what !== undefined);
    default:
      return undefined;
  }
}

/** An access answer in one line: `pin1 and adm1, or adm2`; what is wrong with the rule stands behind it in brackets. */
export function accessWords(answer: AccessAnswer, language: Language = 'en'): string {
  const words = WORDS[language];
  const setWords = ({ keys, unless }: KeySet): string =>
    [keys.join(words.and), unless.length === 0 ? '' : words.unless(unless.join(words.and))].filter(Boolean).join(' ');
  const said = (): string => {
    if (answer.kind === 'always' || answer.kind === 'never') return words[answer.kind];
    if (answer.kind === 'unknown') return words.beyond[beyondOf(answer.expression) ?? 'unknown'];
    return answer.alternatives.map(setWords).join(words.or);
  };
  const notes = answer.notes.map((note) => words.notes[note]);
  return notes.length === 0 ? said() : `${said()} (${notes.join('; ')})`;
}
