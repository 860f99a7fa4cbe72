import { Option } from 'commander';

/** `--mode`: anything else than these three is wrong usage. */
export function modeOption(): Option {
  return new Option('--mode <mode>', 'which class to speak').choices(['auto', '2g', '3g']).default('auto');
}
