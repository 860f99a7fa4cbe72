interface LinkWords {
  readonly clause: string;
  readonly en: { readonly title: string; readonly next: string };
  readonly zh: { readonly title: string; readonly next: string };
}

/** What card and phone break in a trace, in words; the rules themselves stand in `link-rules.ts`. */
export const LINK_WORDS = {
  'card-status-unknown': {
    clause: 'TS 102 221 10.2.1',
    en: {
      title: 'The card answers with a status word that no standard has',
      next: 'Ask the issuer of the card what it means.',
    },
    zh: { title: '卡返回了任何标准都没有的状态字', next: '请向发卡方询问其含义。' },
  },
  'card-answer-long': {
    clause: 'ISO/IEC 7816-3 12.2',
    en: {
      title: 'The card sends more bytes than were asked for',
      next: 'Repeat it with another reader; if it stays, the card is at fault.',
    },
    zh: { title: '卡返回的字节多于请求的数量', next: '换一台读卡器重试；若仍如此，则为卡的错误。' },
  },
  'card-answer-short': {
    clause: 'TS 102 221 11.1.3',
    en: {
      title: 'The card sends fewer bytes than were asked for, and says 9000',
      next: 'Compare the length in Path with the size of the file; a card that has fewer bytes must say so (6282, 6Cxx).',
    },
    zh: {
      title: '卡返回的字节少于请求的数量，却返回 9000',
      next: '将 Path 中的长度与文件大小比较；字节不足时卡必须说明（6282、6Cxx）。',
    },
  },
  'card-wrong-file': {
    clause: 'TS 102 221 11.1.1.4.4',
    en: {
      title: 'The card answers SELECT with the header of another file',
      next: 'See where the path of EF(DIR), EF(ODF) or EF(DODF) leads on this card.',
    },
    zh: { title: '卡对 SELECT 返回了另一文件的头', next: '检查此卡上 EF(DIR)、EF(ODF) 或 EF(DODF) 的路径指向何处。' },
  },
  'card-file-missing': {
    clause: 'PKCS#15 5.5',
    en: {
      title: 'The card has no file where its own directory leads',
      next: 'Compare the path in EF(DIR), EF(ODF) or EF(DODF) with the files of the card.',
    },
    zh: {
      title: '卡上没有其自身目录所指的文件',
      next: '将 EF(DIR)、EF(ODF) 或 EF(DODF) 中的路径与卡上的文件比较。',
    },
  },
  'card-header-malformed': {
    clause: 'TS 102 221 11.1.1.3',
    en: {
      title: 'The card’s answer to SELECT does not decode',
      next: 'See its bytes in the trace; a phone that needs the size of the file stops here.',
    },
    zh: { title: '卡对 SELECT 的应答无法解码', next: '查看跟踪中的字节；需要文件大小的手机会在此停止。' },
  },
  'phone-class-mixed': {
    clause: 'TS 102 221 10.1.1',
    en: {
      title: 'The phone sends a class that the card does not speak now',
      next: 'The first command after a reset chooses the mode: see which class the phone began with.',
    },
    zh: { title: '手机使用了卡当前不支持的类', next: '复位后的第一条命令决定模式：查看手机以哪个类开始。' },
  },
  'phone-channel-closed': {
    clause: 'TS 102 221 11.1.17',
    en: { title: 'The phone uses a logical channel that is not open', next: 'See the answer to its MANAGE CHANNEL.' },
    zh: { title: '手机使用了未打开的逻辑信道', next: '查看其 MANAGE CHANNEL 的应答。' },
  },
  'phone-no-file': {
    clause: 'TS 102 221 11.1.3, TS 51.011 9.4.4',
    en: {
      title: 'The phone reads where no EF is selected',
      next: 'See the SELECT before it: it failed, or it selected a DF.',
    },
    zh: { title: '手机在未选择 EF 时读取', next: '查看之前的 SELECT：失败，或选择的是 DF。' },
  },
  'phone-wrong-command': {
    clause: 'TS 102 221 10.2.1.5, TS 51.011 9.4.4',
    en: {
      title: 'The phone’s command does not fit the structure of the file',
      next: 'The files of the bootstrap are transparent (D.4): see whether the card or the phone has it otherwise.',
    },
    zh: { title: '手机的命令与文件结构不符', next: '引导文件应为透明结构（D.4）：检查是卡还是手机不符合。' },
  },
  'phone-past-end': {
    clause: 'TS 102 221 10.2.1.5, TS 51.011 9.4.4',
    en: {
      title: 'The phone reads behind the end of the file',
      next: 'Compare index and length of the Path with the size of the file.',
    },
    zh: { title: '手机读取超出文件末尾', next: '将 Path 的索引和长度与文件大小比较。' },
  },
  'phone-answer-lost': {
    clause: 'TS 102 221 7.3.1.1.4',
    en: {
      title: 'The phone fetches an answer when none waits',
      next: 'GET RESPONSE must follow 61xx or 9Fxx at once, on the same channel.',
    },
    zh: { title: '没有待取应答时手机取应答', next: 'GET RESPONSE 必须在同一信道上紧跟 61xx 或 9Fxx。' },
  },
} as const satisfies Record<string, LinkWords>;

export type LinkCode = keyof typeof LINK_WORDS;
