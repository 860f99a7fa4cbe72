import type { FindingRow } from './finding-row.ts';

/** Findings about the PINs and certificates of the PKCS#15 application. */
export const TOKEN_ROWS = {
  'access-pin-reference-negative': {
    row: null,
    kind: 'hazard',
    severity: 'warning',
    clause: 'PKCS#15 6.10.2',
    en: {
      title: 'A PIN reference is written as a negative number',
      message: 'PIN {label} has the reference {hex} without a leading 00: as an INTEGER it is negative.',
      device: 'Devices that do not add 256 verify another reference.',
      fix: 'Write the reference as 00 {hex}.',
    },
    zh: {
      title: 'PIN 引用被写成负数',
      message: 'PIN {label} 的引用 {hex} 没有前导 00：作为 INTEGER 它是负数。',
      device: '不加 256 的设备会验证另一个引用。',
      fix: '把引用写成 00 {hex}。',
    },
  },
  'access-aodf-mismatch': {
    row: null,
    kind: 'hazard',
    severity: 'warning',
    clause: 'PKCS#15 6.10, D.3.4',
    en: {
      title: 'EF(AODF) names another PIN than the access rule',
      message: 'Reading {file} takes {refs}; EF(AODF) says PIN {label}, reference {reference}.',
      device: 'Devices that follow EF(AODF) verify the wrong PIN and cannot read the file.',
      fix: 'Make the PIN reference of EF(AODF) that of the access rule.',
    },
    zh: {
      title: 'EF(AODF) 指明的 PIN 与访问规则不同',
      message: '读取 {file} 需要 {refs}；EF(AODF) 指明 PIN {label}，引用 {reference}。',
      device: '依照 EF(AODF) 的设备会验证错误的 PIN，无法读取文件。',
      fix: '使 EF(AODF) 的 PIN 引用与访问规则一致。',
    },
  },
  'file-certificate-undecodable': {
    row: null,
    kind: 'hazard',
    severity: 'warning',
    clause: 'RFC 5280 4.1',
    en: {
      title: 'A certificate does not decode',
      message: 'The certificate {path} cannot be decoded at offset {offset}: {reason}.',
      device: 'Devices that need it do not trust what it vouches for.',
      fix: 'Write the certificate again, in DER.',
    },
    zh: {
      title: '证书无法解码',
      message: '证书 {path} 在偏移 {offset} 处无法解码：{reason}。',
      device: '需要它的设备不会信任它所担保的内容。',
      fix: '以 DER 重新写入证书。',
    },
  },
} as const satisfies Record<string, FindingRow>;
