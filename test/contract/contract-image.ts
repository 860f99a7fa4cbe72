import { hex } from '../../core/base/bytes.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { createTelecomImage } from '../../core/virtual-card/telecom-image.ts';

/** The card that every transport of the contract suite shows: a UICC of both classes, T=0, with a PKCS#15 application. */
export function contractImage(): CardImage {
  return createTelecomImage({
    platform: 'uicc',
    title: 'Contract card',
    pkcs15: {
      files: [{ fid: '5031', name: 'EF_ODF', data: hex('A706300404026420'), size: 32, read: 'always', update: 'adm1' }],
    },
  });
}
