import type { ErrorRow } from './error-row.ts';
import { EXIT } from './exit-code.ts';

/** Errors of provisioning, and of files that are made larger. */
export const PROVISION_ERRORS = {
  'fix-none': {
    exit: EXIT.usage,
    en: {
      message: 'There is no plan that fixes {code}: {reason}. Nothing written.',
      next: 'What to do stands with the finding: "bootcard explain {code}".',
    },
    zh: {
      message: '没有可修复 {code} 的计划：{reason}。未写入。',
      next: '处理方法见该发现的说明："bootcard explain {code}"。',
    },
  },
  'profile-invalid': {
    exit: EXIT.usage,
    en: {
      message: 'The provisioning profile {path} is not valid at {place}: {reason}.',
      next: 'Compare it with docs/formats.md.',
    },
    zh: { message: '个人化配置 {path} 在 {place} 处无效：{reason}。', next: '对照 docs/formats.md 检查。' },
  },
  'provision-dir': {
    exit: EXIT.usage,
    en: {
      message: 'EF(DIR) cannot take the application: {reason}. Nothing written.',
      next: 'Make room in EF(DIR) (bootcard admin READER create 3F002F00 where it is missing), then provision again.',
    },
    zh: {
      message: 'EF(DIR) 无法容纳该应用：{reason}。未写入。',
      next: '在 EF(DIR) 中腾出空间（缺失时用 bootcard admin READER create 3F002F00），然后重新个人化。',
    },
  },
  'provision-exists': {
    exit: EXIT.usage,
    en: {
      message: 'The card has a bootstrap object already: {label} in {file}. Nothing written.',
      next: 'Write its message with "bootcard flash", add another with "bootcard objects READER add", or take it off with "bootcard unprovision".',
    },
    zh: {
      message: '卡上已有引导对象：{file} 中的 {label}。未写入。',
      next: '用 "bootcard flash" 写入消息，用 "bootcard objects READER add" 添加，或用 "bootcard unprovision" 移除。',
    },
  },
  'provision-missing': {
    exit: EXIT.usage,
    en: {
      message: '{name} {file} is not on the card, and the profile says that it is. Nothing written.',
      next: 'Take a profile that creates the files ("files": "create"), or name the ids that this card has.',
    },
    zh: {
      message: '卡上没有 {name} {file}，而配置认为它存在。未写入。',
      next: '使用创建文件的配置（"files": "create"），或填写此卡实际的文件标识。',
    },
  },
  'provision-occupied': {
    exit: EXIT.usage,
    en: {
      message: '{name} {file} is on the card and is somebody else’s: {reason}. Nothing written.',
      next: 'Choose another file id in the profile.',
    },
    zh: { message: '卡上的 {name} {file} 属于其他用途：{reason}。未写入。', next: '在配置中换一个文件标识。' },
  },
  'provision-room': {
    exit: EXIT.usage,
    en: {
      message: '{name} {file} has {free} bytes free, {needed} are needed. Nothing written.',
      next: 'Make it larger with "bootcard admin READER resize {file}", or shorten labels in the profile.',
    },
    zh: {
      message: '{name} {file} 剩余 {free} 字节，需要 {needed} 字节。未写入。',
      next: '用 "bootcard admin READER resize {file}" 扩大，或缩短配置中的标签。',
    },
  },
  'provision-class': {
    exit: EXIT.usage,
    en: {
      message: '{file} cannot be created: the card is spoken to in class A0, which creates no files. Nothing written.',
      next: 'Speak the ISO class (--mode 3g) where the card knows it, else take a profile for fixed files.',
    },
    zh: {
      message: '{file}：无法创建，卡以 A0 类通信，该类不能创建文件。未写入。',
      next: '若卡支持，使用 ISO 类（--mode 3g），否则使用固定文件的配置。',
    },
  },
  'provision-messages': {
    exit: EXIT.usage,
    en: {
      message: 'The profile {profile} has {objects} objects, {messages} messages were given.',
      next: 'Give a message for each with --message, or name its file in the profile.',
    },
    zh: {
      message: '配置 {profile} 有 {objects} 个对象，但给出了 {messages} 个消息。',
      next: '用 --message 为每个对象给出消息，或在配置中写明文件。',
    },
  },
  'objects-order': {
    exit: EXIT.usage,
    en: {
      message: '{order} is no new order of the {count} objects of {dodf}. Nothing written.',
      next: 'Name each of its objects once, as "bootcard objects READER" numbers them.',
    },
    zh: {
      message: '{order} 不是 {dodf} 中 {count} 个对象的新顺序。未写入。',
      next: '按 "bootcard objects READER" 的编号，每个对象写一次。',
    },
  },
  'objects-last': {
    exit: EXIT.usage,
    en: {
      message: 'Object {number} is the only one on the card. Nothing written.',
      next: 'Take the application off with "bootcard unprovision".',
    },
    zh: { message: '对象 {number} 是卡上唯一的对象。未写入。', next: '用 "bootcard unprovision" 移除应用。' },
  },
} as const satisfies Record<string, ErrorRow>;
