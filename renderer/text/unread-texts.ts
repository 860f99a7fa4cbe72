/** A card that nothing was read of yet. */
export const UNREAD_EN = {
  'unread.title': 'Nothing of this card was read',
  'unread.reader': 'Reader',
  'unread.now': 'It says now',
  'unread.tried': 'Tried',
  'unread.readerGone': 'Not connected any more',
  'unread.nothingSent': 'No command was sent to the card.',
  'unread.exchange': 'One exchange:',
  'unread.exchanges': '{count} exchanges, the last one:',
} as const;

export const UNREAD_ZH: Record<keyof typeof UNREAD_EN, string> = {
  'unread.title': '未读取到此卡的任何内容',
  'unread.reader': '读卡器',
  'unread.now': '当前状态',
  'unread.tried': '已尝试',
  'unread.readerGone': '已断开连接',
  'unread.nothingSent': '未向卡发送任何命令。',
  'unread.exchange': '一次交互：',
  'unread.exchanges': '{count} 次交互，最后一次：',
};
