import { ACTION_EN, ACTION_ZH } from './action-texts.ts';
import { DIAGNOSE_EN, DIAGNOSE_ZH } from './diagnose-texts.ts';
import { EDIT_EN, EDIT_ZH } from './edit-texts.ts';
import { EXPLORE_EN, EXPLORE_ZH } from './explore-texts.ts';
import { FRAME_EN, FRAME_ZH } from './frame-texts.ts';
import { KEYS_EN, KEYS_ZH } from './keys-texts.ts';
import { PROVISION_EN, PROVISION_ZH } from './provision-texts.ts';
import { SHELL_EN, SHELL_ZH } from './shell-texts.ts';
import { TOUR_EN, TOUR_ZH } from './tour-texts.ts';
import { TRACE_EN, TRACE_ZH } from './trace-texts.ts';
import { UNREAD_EN, UNREAD_ZH } from './unread-texts.ts';
import { VIRTUAL_EN, VIRTUAL_ZH } from './virtual-texts.ts';
import { WELCOME_EN, WELCOME_ZH } from './welcome-texts.ts';
import { WRITE_EN, WRITE_ZH } from './write-texts.ts';

/** Every word of the interface by code, each area in a file of its own. Spec names stay as the spec has them in both languages. */
export const EN = {
  ...FRAME_EN,
  ...ACTION_EN,
  ...SHELL_EN,
  ...TOUR_EN,
  ...WELCOME_EN,
  ...EXPLORE_EN,
  ...KEYS_EN,
  ...EDIT_EN,
  ...WRITE_EN,
  ...DIAGNOSE_EN,
  ...VIRTUAL_EN,
  ...TRACE_EN,
  ...UNREAD_EN,
  ...PROVISION_EN,
} as const;

/** 界面全部文字的简体中文。标准中的名称保持原文。 */
export const ZH: Readonly<Record<keyof typeof EN, string>> = {
  ...FRAME_ZH,
  ...ACTION_ZH,
  ...SHELL_ZH,
  ...TOUR_ZH,
  ...WELCOME_ZH,
  ...EXPLORE_ZH,
  ...KEYS_ZH,
  ...EDIT_ZH,
  ...WRITE_ZH,
  ...DIAGNOSE_ZH,
  ...VIRTUAL_ZH,
  ...TRACE_ZH,
  ...UNREAD_ZH,
  ...PROVISION_ZH,
};
