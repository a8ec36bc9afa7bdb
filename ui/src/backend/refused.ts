import type { Problem } from './contract';

/** Whatever a command threw, as problems. What is not a refusal is a fault of the program itself. */
export function problemsOf(thrown: unknown): Problem[] {
  if (isRefused(thrown)) return thrown.problems;
  return [{ code: 'inner', field: null, about: null }];
}

function isRefused(thrown: unknown): thrown is { problems: Problem[] } {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    Array.isArray((thrown as { problems?: unknown }).problems) &&
    (thrown as { problems: unknown[] }).problems.length > 0
  );
}
