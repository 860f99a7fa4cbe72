import { release, type } from 'node:os';
import type { ReportMade } from '../../core/report/report.ts';

/** What runs here, and when: stands in reports and bundles. @param version of Bootcard */
export function madeBy(version: string): ReportMade {
  const created = new Date().toISOString();
  return { created, version, node: process.version, os: `${type()} ${release()}` };
}
