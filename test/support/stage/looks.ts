import type { Looks } from './look.ts';
import { DIAGNOSE_LOOKS } from './looks-diagnose.ts';
import { EDIT_LOOKS } from './looks-edit.ts';
import { EXPLORE_LOOKS } from './looks-explore.ts';
import { PROVISION_LOOKS } from './looks-provision.ts';
import { SHELL_LOOKS } from './looks-shell.ts';
import { TRACE_LOOKS } from './looks-trace.ts';
import { VIRTUAL_LOOKS } from './looks-virtual.ts';
import { WRITE_LOOKS } from './looks-write.ts';

/** Every state in which the interface is looked at: by `npm run screenshots`, and by axe-core. */
export const LOOKS: Looks = {
  ...EXPLORE_LOOKS,
  ...SHELL_LOOKS,
  ...EDIT_LOOKS,
  ...WRITE_LOOKS,
  ...PROVISION_LOOKS,
  ...VIRTUAL_LOOKS,
  ...DIAGNOSE_LOOKS,
  ...TRACE_LOOKS,
};
