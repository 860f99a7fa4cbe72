import { toHex } from '../base/bytes.ts';
import { deviceJson } from '../device/device-json.ts';
import type { Diagnosis } from './diagnosis.ts';

/** A diagnosis as the JSON contract has it; secrets in the evidence are masked. */
export function diagnosisJson({ verdict, root, findings, steps, modes, devices }: Diagnosis) {
  return {
    verdict,
    root,
    modes,
    findings: findings.map(({ evidence, ...finding }) => ({
      ...finding,
      evidence: evidence && {
        file: evidence.file,
        part: evidence.part,
        offset: evidence.offset,
        hex: toHex(evidence.bytes),
        marked: evidence.marked,
      },
    })),
    steps,
    devices: devices.map(deviceJson),
  };
}
