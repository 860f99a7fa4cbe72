import type { ParmRow, RowSource } from './rows.ts';

/** A registration of an APPID: what an application adds to the APPLICATION characteristic. */
export type ApplicationRow = RowSource & {
  readonly appId: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Parms of its own, by the characteristic that holds them. */
  readonly parms: readonly (ParmRow & { readonly holder: string })[];
};

const unverified = { source: 'unverified', clause: null } as const;
const w7 = { holder: 'APPLICATION', occurrence: 'ZeroOrOne', ...unverified } as const;
/** Device Management Standardized Objects, appendix on the mapping of w7. */
const stdObj = { source: 'verified', clause: 'StdObj C' } as const;

/**
 * Registered applications. The parms of w7 that become nodes of a DMAcc are those of the object's own text; INIT and what one
 * vendor adds are known from implementations, as are the other registrations.
 */
export const APPLICATION_ROWS = [
  {
    appId: 'w7',
    title: { en: 'OMA Device Management', zh: 'OMA 设备管理' },
    ...stdObj,
    parms: [
      { ...w7, name: 'INIT', flag: true },
      { ...w7, name: 'BACKCOMPATRETRYDISABLED', flag: true },
      { ...w7, name: 'CONNRETRYFREQ' },
      { ...w7, name: 'DEFAULTENCODING' },
      { ...w7, name: 'INITIALBACKOFFTIME' },
      { ...w7, name: 'MAXBACKOFFTIME' },
      { ...w7, name: 'PROTOVER' },
      { ...w7, name: 'ROLE' },
      { ...w7, name: 'USEHWDEVID', flag: true },
      { ...w7, name: 'SSLCLIENTCERTSEARCHCRITERIA' },
      { ...w7, ...stdObj, holder: 'APPADDR', name: 'ADDRTYPE', values: ['URI', 'IPV4', 'IPV6'] },
      { ...w7, ...stdObj, holder: 'APPAUTH', name: 'AAUTHLEVEL', values: ['APPSRV', 'CLIENT', 'OBEX'] },
      {
        ...w7,
        ...stdObj,
        holder: 'APPAUTH',
        name: 'AAUTHTYPE',
        values: [
          'HTTP-BASIC',
          'HTTP-DIGEST',
          'BASIC',
          'DIGEST',
          'HMAC',
          'X509',
          'SECURID',
          'SAFEWORD',
          'DIGIPASS',
          'TRANSPORT',
        ],
      },
    ],
  },
  { appId: 'w2', title: { en: 'Browser', zh: '浏览器' }, ...unverified, parms: [] },
  { appId: 'w4', title: { en: 'Multimedia messaging', zh: '彩信' }, ...unverified, parms: [] },
  { appId: 'w5', title: { en: 'OMA Data Synchronization', zh: 'OMA 数据同步' }, ...unverified, parms: [] },
  { appId: '25', title: { en: 'Outgoing mail (SMTP)', zh: '发送邮件（SMTP）' }, ...unverified, parms: [] },
  { appId: '110', title: { en: 'Incoming mail (POP3)', zh: '接收邮件（POP3）' }, ...unverified, parms: [] },
  { appId: '143', title: { en: 'Incoming mail (IMAP4)', zh: '接收邮件（IMAP4）' }, ...unverified, parms: [] },
] as const satisfies readonly ApplicationRow[];

export function applicationRow(appId: string): ApplicationRow | undefined {
  return APPLICATION_ROWS.find((row) => row.appId === appId);
}
