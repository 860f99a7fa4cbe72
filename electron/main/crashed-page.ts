import { type BrowserWindow, dialog } from 'electron';
import { APP_URL, type Leaving } from '../ipc/shell-channels.ts';

const WORDS = {
  en: {
    again: 'The window stopped working and was loaded again.',
    ask: 'The window stopped working again.',
    edits: 'Edits that were not written are lost.',
    writing:
      'The write that was going on goes on to its end, but its result is not shown: leave the card in the reader, then read it again. Edits that were not written are lost.',
    fine: ['OK'],
    choices: ['Load it again', 'Close it'],
  },
  zh: {
    again: '窗口停止工作，已重新加载。',
    ask: '窗口再次停止工作。',
    edits: '未写入的修改已丢失。',
    writing: '正在进行的写入会继续到结束，但不显示结果：请勿取出卡，之后重新读取。未写入的修改已丢失。',
    fine: ['确定'],
    choices: ['重新加载', '关闭'],
  },
} as const;

/**
 * A page that crashed leaves an empty window without a word. It is loaded again once; one that crashes again may do so for
 * ever, and then its user decides.
 */
export function recoverPage(window: BrowserWindow, leaving: () => Leaving): void {
  let crashed = false;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const { language, writing } = leaving();
    const words = WORDS[language];
    const detail = writing ? words.writing : words.edits;
    const first = !crashed;
    crashed = true;
    if (first) {
      void window.loadURL(APP_URL);
      void dialog.showMessageBox(window, { type: 'warning', message: words.again, detail, buttons: [...words.fine] });
      return;
    }
    const question = { message: words.ask, detail, buttons: [...words.choices], defaultId: 0, cancelId: 1 };
    void dialog.showMessageBox(window, { type: 'warning', ...question }).then(({ response }) => {
      if (window.isDestroyed()) return;
      if (response === 0) void window.loadURL(APP_URL);
      else window.close();
    });
  });
}
