import type { Language } from '../base/error-catalogue.ts';
import { accessWords } from '../card/access-words.ts';
import type { FcpDraft } from '../card/fcp-encode.ts';
import type { AdminPlan } from './admin-plan.ts';

type Kind = 'df' | Extract<FcpDraft['file'], { kind: 'ef' }>['structure'];

const KINDS = {
  en: {
    transparent: 'a transparent EF',
    linear: 'a linear fixed EF',
    cyclic: 'a cyclic EF',
    'ber-tlv': 'a BER-TLV EF',
    df: 'a DF',
  },
  zh: {
    transparent: '透明 EF',
    linear: '线性定长 EF',
    cyclic: '循环 EF',
    'ber-tlv': 'BER-TLV EF',
    df: 'DF',
  },
} as const satisfies Record<Language, Record<Kind, string>>;

function sizeOf({ file }: FcpDraft, language: Language): string {
  const en = language === 'en';
  if (file.kind === 'df') {
    if (file.totalSize === undefined) return en ? 'of no told size' : '未指定大小';
    return en ? `${file.totalSize} bytes below it` : `其下 ${file.totalSize} 字节`;
  }
  if (!('recordLength' in file)) return en ? `${file.size} bytes` : `${file.size} 字节`;
  const { records, recordLength } = file;
  return en ? `${records} records of ${recordLength} bytes` : `${records} 条记录，每条 ${recordLength} 字节`;
}

function effect({ act, file }: AdminPlan, language: Language): string {
  const en = language === 'en';
  switch (act.kind) {
    case 'create': {
      const { file: wanted } = act.file;
      const kind = KINDS[language][wanted.kind === 'df' ? 'df' : wanted.structure];
      const size = sizeOf(act.file, language);
      return en ? `Creates ${file}: ${kind}, ${size}.` : `创建 ${file}：${kind}，${size}。`;
    }
    case 'delete':
      return en ? `Deletes ${file} and all that is below it.` : `删除 ${file} 及其下所有内容。`;
    case 'resize':
      return en
        ? `Makes ${file} ${act.size} bytes long; what is beyond is cut off.`
        : `将 ${file} 改为 ${act.size} 字节；超出部分被截掉。`;
    case 'activate':
      return en ? `Activates ${file}.` : `激活 ${file}。`;
    case 'deactivate':
      return en
        ? `Deactivates ${file}: nobody reads or updates it until it is activated again.`
        : `停用 ${file}：重新激活之前无法读取或更新。`;
    case 'terminate':
      return en
        ? `Terminates ${file}: it can never be read or updated again, only deleted.`
        : `终止 ${file}：再也无法读取或更新，只能删除。`;
    case 'terminate-card':
      return en ? 'Terminates the card: it takes no command any more.' : '终止整张卡：它将不再接受任何命令。';
  }
}

const LASTING = {
  en: {
    lost: 'Nothing on the card brings it back.',
    kept: 'It can be undone; what it takes away stands in the backup.',
    none: 'It can be undone.',
  },
  zh: { lost: '卡上无法恢复。', kept: '可以撤销；所失内容保存在备份中。', none: '可以撤销。' },
} as const;

/** A described act in words: what it does, whether it can be undone, who may do it. */
export function adminWords(plan: AdminPlan, language: Language = 'en'): readonly string[] {
  const allowed = accessWords(plan.access, language);
  return [
    effect(plan, language),
    LASTING[language][plan.irreversible ? 'lost' : plan.destructive ? 'kept' : 'none'],
    language === 'en' ? `Allowed: ${allowed}.` : `允许条件：${allowed}。`,
  ];
}
