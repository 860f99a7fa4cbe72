/** Of values that ascend by `keyOf`: how many stand before the first that is not below `wanted`. */
export function firstFrom<T>(values: readonly T[], wanted: number, keyOf: (value: T) => number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(values[middle] as T) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
