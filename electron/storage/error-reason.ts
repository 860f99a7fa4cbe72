/** Why the system refused: its error code (`ENOENT`, `EACCES`), which says the same in every language. */
export function reasonOf(problem: unknown): string {
  if (problem instanceof Error && 'code' in problem) return String(problem.code);
  return problem instanceof Error ? problem.message : 'unknown';
}
