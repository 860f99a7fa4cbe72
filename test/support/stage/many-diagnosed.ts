import type { DiagnosedFindingInfo, DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';

/** Forty findings with long words behind the first: what the screen must bear. */
export function manyDiagnosed(diagnosis: DiagnosisInfo): DiagnosisInfo {
  const [root, ...rest] = diagnosis.findings;
  if (root === undefined) return diagnosis;
  const more = Array.from({ length: 40 }, (_, at): DiagnosedFindingInfo => {
    const fault = at % 3 === 0;
    return {
      ...root,
      code: fault ? `dm-source-differs-${at}` : `tnds-node-without-properties-that-a-strict-client-wants-${at}`,
      kind: fault ? 'fault' : 'hazard',
      severity: fault ? 'error' : 'warning',
      clause: 'DM Bootstrap 5.5.4',
      under: at > 0 && at < 9 ? root.code : null,
      evidence: null,
      where: { ...(root.where.file && { file: root.where.file }), offset: 20 + at * 17, length: 3 },
      message: `Source LocURI https://dm-server-with-a-very-long-name-${at}.operations.nordtel.example/bootstrap/omadm/v1 equals no Addr`,
      device: 'Rejects the message',
      fix: 'Set Source to the address of the account, or the address to Source',
      details: {},
    };
  });
  const follows = more.filter(({ under }) => under !== null);
  const others = more.filter(({ under }) => under === null);
  return { ...diagnosis, findings: [root, ...follows, ...others, ...rest] };
}
