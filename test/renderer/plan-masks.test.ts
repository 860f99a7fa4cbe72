import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { fromHex, toHex } from '../../core/base/bytes.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { brokenSecrets, type PlanFileView, planFiles } from '../../renderer/model/plan-files.ts';
import { newWrite } from '../../renderer/stores/cards-store.ts';
import { PlanFilePart } from '../../renderer/views/write/plan-file.tsx';
import { WhereInFile } from '../../renderer/views/write/where-in-file.tsx';
import { bodyOf } from '../support/bootstrap-card.ts';
import { SECRET_PLANS, secretPlan, toldIn } from '../support/secret-plans.ts';

vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const DODF = '3F007F506420';

/** Everything that the Write view says of a plan's files. */
function shown(plan: WritePlan, files: readonly PlanFileView[]): string {
  const write = { ...newWrite(plan, 'p', 'objects'), files };
  const places = files.map(({ file: { path } }) =>
    renderToStaticMarkup(createElement(WhereInFile, { write: { ...write, plan: { ...plan, file: path } } })),
  );
  const parts = files.map((view) => renderToStaticMarkup(createElement(PlanFilePart, { view })));
  return [...parts, ...places].join('\n');
}

/** What the steps of a plan send to a file, put over it up to a cut. */
function cutAfter(plan: WritePlan, path: string, body: Uint8Array, count: number): Uint8Array {
  const half = body.slice();
  for (const { offset, data } of plan.steps.filter(({ file, data }) => file === path && data !== '').slice(0, count))
    half.set(fromHex(data) ?? new Uint8Array(), offset);
  return half;
}

describe('no secret is told by what the Write view shows of a plan that', () => {
  it.each(SECRET_PLANS)('%s', async (_name, parts, act, deleteFiles) => {
    const { plan, read, image } = await secretPlan(parts, act, deleteFiles);
    const bytesOf = (path: string) => read.files.find((file) => file.path === path)?.bytes;
    const all = planFiles(plan, bytesOf, { card: read });
    expect(toldIn(shown(plan, all))).toEqual([]);
    // The test sees secrets where nothing hides them.
    const bare = all.map((view) => ({
      ...view,
      secrets: [],
      records: view.records.map((record) => ({ ...record, secretBefore: [], secretAfter: [] })),
      changes: view.changes.map((change) => ({ ...change, secret: false })),
    }));
    expect(toldIn(shown(plan, bare)).length).toBeGreaterThan(0);
    // What was not read hides all of itself.
    expect(
      toldIn(
        shown(
          plan,
          planFiles(plan, () => undefined, { card: read }),
        ),
      ),
    ).toEqual([]);

    const body = bodyOf(image, DODF);
    const writes = plan.steps.filter(({ file, data }) => file === DODF && data !== '').length;
    for (const count of [1, writes - 1]) {
      const half = cutAfter(plan, DODF, body, count);
      const now = (path: string) => (path === DODF ? half : bytesOf(path));
      expect(toldIn(shown(plan, planFiles(plan, now, { broken: plan, card: read })))).toEqual([]);
      const places = brokenSecrets(plan, now).get(DODF) ?? [];
      const left = half.slice();
      for (const { offset, length } of places) left.fill(0x2a, offset, offset + length);
      expect(toldIn(toHex(left))).toEqual([]);
    }
  });
});
